package io.modelcatalog.application.snapshot;

import static io.modelcatalog.application.gateway.GatewayWorld.chat;
import static io.modelcatalog.domain.fixtures.Fixtures.ACME;
import static io.modelcatalog.domain.fixtures.Fixtures.OTHERS;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.anOrganizationKey;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.application.access.Authenticate;
import io.modelcatalog.application.gateway.CallReceipt;
import io.modelcatalog.application.gateway.CallResponder;
import io.modelcatalog.application.gateway.Denial;
import io.modelcatalog.application.gateway.GatewayWorld;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.RotationPolicy;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.integration.IntegrationModels;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class SnapshotLoaderTest {
  private final GatewayWorld world = new GatewayWorld();
  private final Workspace red = world.put(aWorkspace().withSlug("red").build());
  private final Workspace blue = world.put(aWorkspace().withSlug("blue").build());
  private final Integration integration = world.put(anIntegration().build());
  private final WorkspaceGrant redGrant = world.put(aGrant(integration, red).build());
  private final WorkspaceGrant blueGrant = world.put(aGrant(integration, blue).build());
  private final AiProvider redProvider = world.put(aProvider(redGrant).build());
  private final ApiKey redKey = world.put(aKeyOf(red), "red-1");
  private final ApiKey blueKey = world.put(aKeyOf(blue), "blue-1");

  SnapshotLoaderTest() {
    world.put(aProvider(blueGrant).build());
    world.put(anOrganizationKey(), "admin-1");
    world.load();
  }

  @Test
  void aChangeTouchesItsWorkspaceAndSharesAllOthers() {
    CatalogSnapshot before = now();

    world.put(aProvider(redGrant).withSlug("second").build());
    world.changed(red);

    assertThat(now()).isNotSameAs(before);
    assertThat(now().workspace(red.id()).route("second")).isNotNull();
    assertThat(before.workspace(red.id()).route("second")).isNull();
    assertThat(now().workspace(blue.id())).isSameAs(before.workspace(blue.id()));
    assertThat(key("blue-1")).isSameAs(before.key(digest("blue-1")));
    assertThat(key("admin-1")).isSameAs(before.key(digest("admin-1")));
  }

  @Test
  void aChangeOfOrganizationKeysTouchesNoWorkspace() {
    CatalogSnapshot before = now();

    world.put(anOrganizationKey(), "admin-2");
    world.loader.changed(new CatalogChange(ACME, Set.of(), true));

    assertThat(key("admin-2")).isNotNull();
    assertThat(now().workspace(red.id())).isSameAs(before.workspace(red.id()));
  }

  @Test
  void aDeletedKeyIsUnknownAtOnce() {
    world.keys.delete(redKey.id());
    world.changed(red);

    assertThat(key("red-1")).isNull();
    assertThat(key("blue-1")).isNotNull();
    assertThat(world.denied(chat("red-1", "openai-prod", "gpt-4o", 1)).reason())
        .isEqualTo(Denial.Reason.KEY_UNKNOWN);
  }

  @Test
  void aDeletedWorkspaceGoesWithItsKeys() {
    world.keys.delete(redKey.id());
    world.providers.delete(redProvider.id());
    world.integrations.deleteGrant(redGrant.id());
    assertThat(world.workspaces.delete(red.id())).isEqualTo(Result.ok(true));

    world.changed(red);

    assertThat(now().workspace(red.id())).isNull();
    assertThat(now().workspace(ACME, "red")).isNull();
    assertThat(now().workspaces(ACME)).extracting(WorkspaceView::workspace).containsExactly(blue);
    assertThat(key("red-1")).isNull();
  }

  @Test
  void theRevisionOnlyGrows() {
    long first = now().revision();
    CatalogSnapshot old = now();
    world.changed(red);
    long second = now().revision();
    world.load();
    long third = now().revision();

    world.snapshots.publish(old);

    assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
    assertThat(now().revision()).isEqualTo(third);
  }

  @Test
  void aChangeOfNothingPublishesNothing() {
    CatalogSnapshot before = now();

    world.loader.changed(new CatalogChange(ACME, Set.of(), false));

    assertThat(now()).isSameAs(before);
  }

  @Test
  void keepsTheLastGoodSnapshotWhenTheStoreIsBroken() {
    CatalogSnapshot before = now();
    world.store.integrations.clear();

    assertThatThrownBy(() -> world.changed(red))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(redGrant.id().toString());
    assertThatThrownBy(world::load).isInstanceOf(IllegalStateException.class);

    assertThat(now()).isSameAs(before);
    world.admitted(chat("red-1", "openai-prod", "gpt-4o", 1));
  }

  @Test
  void preparesAnUpstreamAgainOnlyWhenItsIntegrationChanged() {
    assertThat(world.upstreams.prepared).hasSize(1);

    world.put(aProvider(redGrant).withSlug("second").build());
    world.changed(red);
    world.changed(blue);
    world.load();
    assertThat(world.upstreams.prepared).hasSize(1);

    world.put(world.integrations.find(integration.id()).orElseThrow());
    world.changed(red);
    world.changed(blue);
    assertThat(world.upstreams.prepared).hasSize(2);
  }

  @Test
  void limitsKeepTheirCountersThroughARecompile() {
    world.put(aProvider(redGrant).withSlug("second").withBudget(dollars(1)).build());
    world.changed(red);
    world.admitted(chat("red-1", "second", "gpt-4o", 10));
    long reserved = world.limits("red-1", "second").getFirst().reserved();

    world.changed(red);
    world.load();

    assertThat(reserved).isPositive();
    assertThat(world.limits("red-1", "second").getFirst().reserved()).isEqualTo(reserved);
  }

  @Test
  void aModelWithAHostOfItsOwnIsCalledThere() {
    String model = withCustomModels(Map.of("own", "own.example"));

    world.admitted(chat("red-1", "openai-prod", model, 1)).start(new Ignored());
    world.admitted(chat("red-1", "openai-prod", "gpt-4o", 1)).start(new Ignored());

    assertThat(world.upstreams.at("own.example").calls()).isEqualTo(1);
    assertThat(world.upstream.calls()).isEqualTo(1);
  }

  @Test
  void aModelWhoseHostCannotBePreparedIsRefusedAndSentNowhereElse() {
    String model = withCustomModels(Map.of("own", "bad.example"));
    Ignored client = new Ignored();

    world.admitted(chat("red-1", "openai-prod", model, 1)).start(client);

    assertThat(client.signals).containsExactly("subscribe", "settled", "error");
    assertThat(((UpstreamException) client.error).failure())
        .isInstanceOf(UpstreamFailure.Forbidden.class);
    assertThat(world.upstream.calls()).isZero();
    assertThat(world.journal.allSettled().getLast().cost().nanos()).isZero();
  }

  @Test
  void aModelsHeadersGoBeforeTheIntegrationsAndTheOthersAreKept() {
    Integration stored = world.integrations.find(integration.id()).orElseThrow();
    world.put(
        changed(
            stored,
            Settings.of(
                Map.of("custom_headers", Map.of("a", "1", "b", "1"), "custom_host", "i.example")),
            custom("own", Settings.of(Map.of("custom_headers", Map.of("b", "2", "c", "2"))))));
    world.changed(red);

    assertThat(world.upstreams.prepared)
        .extracting(UpstreamTarget::configuration)
        .contains(
            Settings.of(
                Map.of(
                    "custom_host",
                    "i.example",
                    "custom_headers",
                    Map.of("a", "1", "b", "2", "c", "2"))));
  }

  @Test
  void handsTheCredentialsToTheUpstreamAndToNothingElse() {
    Credentials secret = Credentials.key(SecretText.of("sk-very-secret"));
    CredentialRef ref = world.vault.store(ACME, integration.id(), Optional.empty(), secret);
    world.put(withCredentials(world.integrations.find(integration.id()).orElseThrow(), ref));
    world.changed(red);

    assertThat(world.upstreams.prepared.getLast().credentials()).isEqualTo(secret);
    assertThat(now().workspace(red.id()).toString()).doesNotContain("sk-very-secret");
  }

  @Test
  void knowsWhoPresentsAKey() {
    SnapshotAuthenticate authenticate =
        new SnapshotAuthenticate(world.snapshots, world.apiKeys, world.clock);
    world.put(aKeyOf(red).expiringAt(world.clock.instant()), "red-2");
    world.changed(red);

    assertThat(authenticate.authenticate("red-1")).isEqualTo(Result.ok(key("red-1").actor()));
    assertThat(key("red-1").actor().impliedWorkspace()).contains(red.id());
    assertThat(authenticate.authenticate("red-2"))
        .isEqualTo(Result.err(Authenticate.Refusal.EXPIRED));
    assertThat(authenticate.authenticate("red-3"))
        .isEqualTo(Result.err(Authenticate.Refusal.UNKNOWN));
    assertThat(authenticate.authenticate("mcg_sk_x"))
        .isEqualTo(Result.err(Authenticate.Refusal.UNKNOWN));
  }

  @Test
  void aRetiringSecretIsLetInUntilItsInstantAndNobodyReadsAnything() {
    SnapshotAuthenticate authenticate =
        new SnapshotAuthenticate(world.snapshots, world.apiKeys, world.clock);
    Instant until = world.clock.instant().plus(Duration.ofMinutes(30));
    assertThat(
            world.keys.save(
                redKey.rotated(digest("red-9"), "mc*****red", until, world.clock.instant())))
        .isInstanceOf(Result.Ok.class);
    world.changed(red);

    assertThat(authenticate.authenticate("red-1"))
        .isEqualTo(authenticate.authenticate("red-9"))
        .isEqualTo(Result.ok(key("red-9").actor()));
    assertThat(now().key(red.id(), redKey.id())).isSameAs(key("red-9"));
    world.clock.advance(Duration.ofMinutes(30).minusMillis(1));
    assertThat(world.admitted(chat("red-1", "openai-prod", "gpt-4o", 1))).isNotNull();
    world.clock.advance(Duration.ofMillis(1));

    assertThat(authenticate.authenticate("red-1"))
        .isEqualTo(Result.err(Authenticate.Refusal.EXPIRED));
    assertThat(world.denied(chat("red-1", "openai-prod", "gpt-4o", 1)).reason())
        .isEqualTo(Denial.Reason.KEY_EXPIRED);
    assertThat(world.admitted(chat("red-9", "openai-prod", "gpt-4o", 1))).isNotNull();

    world.changed(red);
    world.keys.delete(redKey.id());
    world.changed(red);
    assertThat(key("red-1")).isNull();
    assertThat(key("red-9")).isNull();
  }

  @Test
  void aSecretWhoseRotationHasBegunIsLetInUntilItsEndAndTheFetchedOneFromThenOn() {
    SnapshotAuthenticate authenticate =
        new SnapshotAuthenticate(world.snapshots, world.apiKeys, world.clock);
    RotationPolicy due =
        new RotationPolicy(Optional.empty(), world.clock.instant(), Duration.ofMinutes(30), false);
    ApiKey begun =
        saved(
            saved(aKeyOf(red).knownBy(digest("red-7")).rotatedBy(due).build())
                .rotationBegun(world.clock.instant()));
    world.changed(red);
    world.clock.advance(Duration.ofMinutes(30).minusMillis(1));
    assertThat(authenticate.authenticate("red-7")).isInstanceOf(Result.Ok.class);
    world.clock.advance(Duration.ofMillis(1));

    assertThat(authenticate.authenticate("red-7"))
        .isEqualTo(Result.err(Authenticate.Refusal.EXPIRED));
    assertThat(world.denied(chat("red-7", "openai-prod", "gpt-4o", 1)).reason())
        .isEqualTo(Denial.Reason.KEY_EXPIRED);

    Instant now = world.clock.instant();
    saved(begun.rotated(digest("red-8"), "mc*****red", now.plusSeconds(3600), now));
    world.changed(red);
    assertThat(authenticate.authenticate("red-8")).isInstanceOf(Result.Ok.class);
    assertThat(authenticate.authenticate("red-7"))
        .isEqualTo(Result.err(Authenticate.Refusal.EXPIRED));
  }

  private ApiKey saved(ApiKey key) {
    return switch (world.keys.save(key)) {
      case Result.Ok<ApiKey, StoreConflict>(ApiKey stored) -> stored;
      case Result.Err<ApiKey, StoreConflict>(StoreConflict conflict) ->
          throw new AssertionError(conflict);
    };
  }

  @Test
  void findsAWorkspaceOfItsOwnOrganizationOnly() {
    assertThat(now().workspace(ACME, "red")).isNotNull();
    assertThat(now().workspace(ACME, red.id().toString())).isNotNull();
    assertThat(now().workspace(OTHERS, "red")).isNull();
    assertThat(now().key(red.id(), blueKey.id())).isNull();
    assertThat(now().key(blue.id(), blueKey.id())).isNotNull();
  }

  private CatalogSnapshot now() {
    return world.snapshots.current();
  }

  private CompiledKey key(String presented) {
    return now().key(digest(presented));
  }

  private KeyDigest digest(String presented) {
    return world.apiKeys.digest(presented);
  }

  private String withCustomModels(Map<String, String> hosts) {
    Integration stored = world.integrations.find(integration.id()).orElseThrow();
    hosts.forEach(
        (name, host) ->
            world.put(
                changed(
                    stored,
                    Settings.NONE,
                    custom(name, Settings.of(Map.of(Integration.CUSTOM_HOST, host))))));
    world.changed(red);
    return hosts.keySet().iterator().next();
  }

  private static IntegrationModel custom(String name, Settings configuration) {
    return new IntegrationModel(
        model(name),
        true,
        true,
        false,
        Optional.empty(),
        configuration,
        Optional.of(GatewayWorld.PRICE),
        Settings.NONE);
  }

  private static Integration changed(
      Integration integration, Settings configuration, IntegrationModel model) {
    return new Integration(
        integration.id(),
        integration.organization(),
        integration.origin(),
        integration.slug(),
        integration.name(),
        integration.description(),
        integration.kind(),
        configuration,
        integration.credentials(),
        IntegrationModels.ALL.merged(List.of(model)),
        integration.workspaceDefaults(),
        integration.pool(),
        integration.extras(),
        integration.tags(),
        integration.audit(),
        integration.version());
  }

  private static Integration withCredentials(Integration integration, CredentialRef ref) {
    return new Integration(
        integration.id(),
        integration.organization(),
        integration.origin(),
        integration.slug(),
        integration.name(),
        integration.description(),
        integration.kind(),
        integration.configuration(),
        Optional.of(ref),
        integration.models(),
        integration.workspaceDefaults(),
        integration.pool(),
        integration.extras(),
        integration.tags(),
        integration.audit(),
        integration.version());
  }

  /** A client that notes the order of what it is told. */
  private static final class Ignored implements CallResponder {
    final List<String> signals = new ArrayList<>();
    Throwable error;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      signals.add("subscribe");
    }

    @Override
    public void onHead(AnswerHead head) {
      signals.add("head");
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      signals.add("bytes");
    }

    @Override
    public void onSettled(CallReceipt receipt) {
      signals.add("settled");
    }

    @Override
    public void onError(Throwable failure) {
      signals.add("error");
      error = failure;
    }

    @Override
    public void onComplete() {
      signals.add("complete");
    }
  }
}
