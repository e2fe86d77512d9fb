package io.modelcatalog.application.secret;

import static io.modelcatalog.domain.fixtures.Fixtures.ACME;
import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.integration.IntegrationWorld;
import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.persistence.InMemoryApiKeyRepository;
import io.modelcatalog.application.port.persistence.InMemoryPolicyRepository;
import io.modelcatalog.application.port.secret.FixedSecrets;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.upstream.UpstreamKind;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.application.snapshot.SnapshotCompiler;
import io.modelcatalog.application.snapshot.SnapshotHolder;
import io.modelcatalog.application.snapshot.SnapshotLoader;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReferencedSecretsTest {
  private final IntegrationWorld world = new IntegrationWorld();
  private final FixedSecrets secrets = new FixedSecrets();
  private final List<String> told = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final SnapshotHolder holder = new SnapshotHolder();
  private final SecretValues values =
      new SecretValues(
          secrets,
          world.vault,
          new SecretNews() {
            @Override
            public void failed(SecretReference reference, String reason, boolean kept) {
              told.add("failed, kept " + kept);
            }

            @Override
            public void readAgain(SecretReference reference) {
              told.add("again");
            }
          },
          world.clock());
  private final SnapshotLoader loader =
      new SnapshotLoader(
          new SnapshotLoader.Ports(
              world.unitOfWork,
              world.organizations,
              world.workspaces,
              world.integrations,
              world.providers,
              new InMemoryApiKeyRepository(world.store),
              new InMemoryPolicyRepository(world.store),
              world.vault,
              new KeyNotes()),
          new SnapshotCompiler(new LimitAccounts(), world.directory),
          holder,
          new ReferencedSecrets(world.references, values, world.clock()));
  private final SecretRefresh refresh =
      new SecretRefresh(world.unitOfWork, world.references, world.integrations, values, loader);

  @Test
  void callsAreMadeWithTheSecretThatTheReferenceLeadsTo() {
    secrets.put("path", "sk-outside", Map.of());
    mapped();

    loader.loadAll();
    loader.changed(CatalogChange.of(ACME, world.red.id()));

    assertThat(keys).containsExactly("sk-outside");
    assertThat(secrets.fetched).isEqualTo(1);
  }

  @Test
  void aRotationReachesCallsWithinFiveMinutesWithoutARestart() {
    secrets.put("path", "sk-old", Map.of());
    mapped();
    loader.loadAll();
    secrets.put("path", "sk-new", Map.of());

    pass(Duration.ofSeconds(299));
    int early = refresh.run();
    pass(Duration.ofSeconds(1));
    int due = refresh.run();
    int again = refresh.run();

    assertThat(List.of(early, due, again)).containsExactly(0, 1, 0);
    assertThat(keys).containsExactly("sk-old", "sk-new");
  }

  @Test
  void aSecretThatIsReadAgainUnchangedKeepsConnections() {
    secrets.put("path", "sk-same", Map.of());
    mapped();
    loader.loadAll();

    pass(SecretValues.FRESH);

    assertThat(refresh.run()).isZero();
    assertThat(secrets.fetched).isEqualTo(2);
    assertThat(keys).containsExactly("sk-same");
  }

  @Test
  void theLastGoodValueStaysWhileItCannotBeRead() {
    secrets.put("path", "sk-good", Map.of());
    mapped();
    loader.loadAll();
    secrets.put("path", "", Map.of());

    pass(SecretValues.FRESH);
    refresh.run();
    pass(SecretValues.RETRY);
    refresh.run();
    loader.changed(CatalogChange.of(ACME, world.red.id()));
    assertThat(keys).containsExactly("sk-good");
    assertThat(told).containsExactly("failed, kept true");

    secrets.put("path", "sk-better", Map.of());
    pass(SecretValues.RETRY);
    refresh.run();
    assertThat(keys).containsExactly("sk-good", "sk-better");
    assertThat(told).containsExactly("failed, kept true", "again");
  }

  @Test
  void withoutAnyValueTheIntegrationCannotBeCalledUntilThereIsOne() {
    mapped();

    loader.loadAll();
    assertThat(keys).isEmpty();
    assertThat(told).containsExactly("failed, kept false");

    secrets.put("path", "sk-late", Map.of());
    pass(SecretValues.RETRY);
    assertThat(refresh.run()).isEqualTo(1);
    assertThat(keys).containsExactly("sk-late");
  }

  @Test
  void whatNothingUsesAnyMoreIsNotReadAgain() {
    secrets.put("path", "sk", Map.of());
    Integration integration = mapped();
    loader.loadAll();
    IntegrationWorld.value(
        world.integrations.save(withMappings(world.now(integration), List.of())));

    pass(SecretValues.FRESH);
    refresh.run();
    pass(SecretValues.FRESH);
    refresh.run();

    assertThat(secrets.fetched).isEqualTo(1);
  }

  private Integration mapped() {
    IntegrationWorld.value(
        world.references.save(
            new SecretReference(
                new SecretReferenceId(UUID.randomUUID()),
                ACME,
                new Slug("outside"),
                "Outside",
                Optional.empty(),
                SourceKind.HASHICORP_VAULT,
                Settings.NONE,
                Optional.empty(),
                "path",
                Optional.empty(),
                true,
                Set.of(),
                Settings.NONE,
                Audit.created(new ActorId("someone"), NOON),
                0)));
    Integration integration =
        IntegrationWorld.value(
            world.integrations.save(
                withMappings(
                    world.connected("openai"),
                    List.of(
                        new SecretMapping("key", "outside", Optional.empty(), Optional.empty())))));
    world.provisioned(integration, world.red);
    return integration;
  }

  private static Integration withMappings(Integration base, List<SecretMapping> mappings) {
    return new Integration(
        base.id(),
        base.organization(),
        base.origin(),
        base.slug(),
        base.name(),
        base.description(),
        base.kind(),
        base.configuration(),
        base.credentials(),
        base.models(),
        base.workspaceDefaults(),
        base.pool(),
        SecretMapping.put(base.extras(), mappings),
        base.tags(),
        base.audit(),
        base.version());
  }

  private void pass(Duration time) {
    world.later(world.clock().instant().plus(time));
  }

  /** Notes the key of each upstream that is prepared. */
  private final class KeyNotes implements UpstreamFactory {
    @Override
    public Result<UpstreamKind, UpstreamProblem> check(String kind, Settings configuration) {
      throw new AssertionError("nothing is checked here");
    }

    @Override
    public Result<Upstream, UpstreamProblem> prepare(UpstreamTarget target) {
      keys.add(
          target.credentials().key().orElseThrow().reveal(new SecretAccess("compare in a test")));
      return Result.ok((call, subscriber) -> {});
    }
  }
}
