package io.modelcatalog.application.integration;

import static io.modelcatalog.application.integration.IntegrationWorld.openAi;
import static io.modelcatalog.application.integration.IntegrationWorld.refusal;
import static io.modelcatalog.application.integration.IntegrationWorld.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.secret.FixedSecrets;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.upstream.UpstreamProbe;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.application.secret.ReferencedSecrets;
import io.modelcatalog.application.secret.SecretNews;
import io.modelcatalog.application.secret.SecretValues;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AskingUpstreamsTest {
  private final IntegrationWorld world = new IntegrationWorld();
  private final List<UpstreamTarget> asked = new ArrayList<>();
  private UpstreamProbe.Answer answer = new UpstreamProbe.Answer.Answered(200, List.of("a"), 3);
  private Runnable meanwhile = () -> {};
  private final FixedSecrets secrets = new FixedSecrets();
  private final SecretValues values =
      new SecretValues(
          secrets,
          world.vault,
          new SecretNews() {
            @Override
            public void failed(SecretReference reference, String reason, boolean kept) {}

            @Override
            public void readAgain(SecretReference reference) {}
          },
          world.clock());
  private final UpstreamUseCases useCases = on(world.integrations);

  private UpstreamUseCases on(IntegrationRepository integrations) {
    return UpstreamUseCases.of(
        world.organizations,
        world.workspaces,
        integrations,
        world.vault,
        world.references,
        new ReferencedSecrets(world.references, values, world.clock()),
        world.upstreams,
        new UpstreamProbe() {
          @Override
          public Answer ask(UpstreamTarget target) {
            synchronized (asked) {
              asked.add(target);
            }
            meanwhile.run();
            return answer;
          }

          @Override
          public Answer models(UpstreamTarget target) {
            return ask(target);
          }
        },
        world.unitOfWork,
        world.events(),
        world.clock());
  }

  private void upstreamLists(String... models) {
    answer = new UpstreamProbe.Answer.Answered(200, List.of(models), 3);
  }

  private SyncIntegrationModels.Synced sync(Integration integration) {
    return value(
        useCases
            .sync()
            .handle(world.admin(), new SyncIntegrationModels.Command(integration.slug().value())));
  }

  private void say(
      Integration integration, Optional<Boolean> allowAll, Optional<Boolean> enablesNew) {
    value(
        world
            .useCases
            .changeModels()
            .handle(
                world.admin(),
                new ChangeIntegrationModels.Command(
                    integration.slug().value(),
                    allowAll,
                    List.of(),
                    Optional.empty(),
                    enablesNew)));
  }

  @Test
  void asksWithTheStoredSecret() {
    Integration integration = world.connected("OpenAI");

    TestIntegration.Report report = tested(integration);

    assertThat(report.success()).isTrue();
    assertThat(report.cause()).isEqualTo("ok");
    assertThat(report.models()).hasValue(1);
    assertThat(asked.getFirst().credentials().key().orElseThrow().reveal(new SecretAccess("test")))
        .isEqualTo("sk-abcdefghijkl");
  }

  @Test
  void asksWithSecretsFromOutsideBeforeThoseThatAreStored() {
    secrets.put("path", "sk-outside", Map.of());
    Integration integration = mapped(world.connected("OpenAI"));

    assertThat(tested(integration).success()).isTrue();
    sync(integration);

    assertThat(keys()).containsExactly("sk-outside", "sk-outside");
  }

  @Test
  void namesTheReferenceWhoseSecretCannotBeHad() {
    Integration integration = mapped(world.connected("OpenAI"));

    for (CatalogError refused :
        List.of(
            refusal(
                useCases
                    .test()
                    .handle(
                        world.admin(),
                        new TestIntegration.Command(
                            new TestIntegration.Subject.Stored(integration.slug().value())))),
            refusal(
                useCases
                    .sync()
                    .handle(
                        world.admin(),
                        new SyncIntegrationModels.Command(integration.slug().value()))))) {
      assertThat(refused)
          .isEqualTo(
              new CatalogError.Invalid(
                  "secret_mappings",
                  "the secret reference outside has no value yet, because it leads to nothing"));
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void theBackgroundAsksWhereNewModelsAreEnabledAndLeavesOthersAlone() {
    Integration wanted = world.connected("Wanted");
    say(wanted, Optional.of(false), Optional.of(true));
    Integration archived = world.connected("Archived");
    say(archived, Optional.of(false), Optional.of(true));
    archive(archived);
    world.connected("Other");
    upstreamLists("a", "b");

    assertThat(useCases.refresh().handle()).isZero();
    assertThat(asked).hasSize(1);
    assertThat(world.now(wanted).listedModels()).isPresent();
    assertThat(world.now(archived).listedModels()).isEmpty();

    upstreamLists("b", "c", "a");
    world.later(world.clock().instant().plus(RefreshModels.EVERY).minusMillis(1));
    assertThat(useCases.refresh().handle()).isZero();
    assertThat(asked).hasSize(1);
    world.later(world.clock().instant().plusMillis(1));
    assertThat(useCases.refresh().handle()).isEqualTo(1);

    assertThat(world.now(wanted).models().find(new ModelSlug("c")).orElseThrow().enabled())
        .isTrue();
    assertThat(world.now(wanted).models().find(new ModelSlug("a"))).isEmpty();
  }

  @Test
  void whatAnotherReplicaHasTakenOnIsLeftToIt() {
    Integration integration = world.connected("OpenAI");
    say(integration, Optional.of(false), Optional.of(true));
    IntegrationRepository late =
        (IntegrationRepository)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {IntegrationRepository.class},
                (proxy, method, args) ->
                    method.getName().equals("dueForListing")
                        ? List.of(integration.id())
                        : method.invoke(world.integrations, args));

    on(late).refresh().handle();
    on(late).refresh().handle();

    assertThat(asked).hasSize(1);
  }

  @Test
  void theBackgroundChangesNothingForAnUpstreamThatListsNothingOrTheSameAsBefore() {
    Integration integration = world.connected("OpenAI");
    say(integration, Optional.of(false), Optional.of(true));
    upstreamLists("a", "b");
    useCases.refresh().handle();
    Integration before = world.now(integration);
    world.changes.clear();

    for (UpstreamProbe.Answer each :
        List.of(
            new UpstreamProbe.Answer.Answered(200, List.of(), 1),
            new UpstreamProbe.Answer.Answered(200, List.of("b", "a"), 1),
            new UpstreamProbe.Answer.Refused(500, 1))) {
      answer = each;
      world.later(world.clock().instant().plus(RefreshModels.EVERY));
      assertThat(useCases.refresh().handle()).isZero();
    }

    assertThat(asked).hasSize(4);
    assertThat(world.now(integration)).isEqualTo(before);
    assertThat(world.changes).isEmpty();
  }

  private void archive(Integration integration) {
    Integration now = world.now(integration);
    value(
        world.integrations.save(
            Revised.extras(
                now, now.extras().with(Settings.of(Map.of(Integration.ARCHIVED, true))))));
  }

  @Test
  void triesOneThatIsNotStoredWithSecretsFromOutside() {
    secrets.put("path", "sk-outside", Map.of());
    mapped(world.connected("OpenAI"));

    assertThat(value(useCases.test().handle(world.admin(), unsaved("outside"))).success()).isTrue();
    assertThat(keys()).containsExactly("sk-outside");
    assertThat(refusal(useCases.test().handle(world.admin(), unsaved("nowhere"))))
        .isEqualTo(
            new CatalogError.Invalid(
                "secret_mappings[0].secret_reference_id",
                "the id or slug of a secret reference that may be used here"));
  }

  private static TestIntegration.Command unsaved(String reference) {
    CreateIntegration.Command base = openAi("New").withoutKey().build();
    return new TestIntegration.Command(
        new TestIntegration.Subject.Unsaved(
            new CreateIntegration.Command(
                base.name(),
                base.kind(),
                base.slug(),
                base.description(),
                base.workspace(),
                base.key(),
                base.configuration(),
                base.pricingAdjustments(),
                base.tags(),
                base.createDefaultProvider(),
                base.defaultProviderSlug(),
                base.pool(),
                List.of(new SecretMapping("key", reference, Optional.empty(), Optional.empty())))));
  }

  private List<String> keys() {
    return asked.stream()
        .map(target -> target.credentials().key().orElseThrow().reveal(new SecretAccess("test")))
        .toList();
  }

  /** With its key from the reference named {@code outside}, which leads to {@code path}. */
  private Integration mapped(Integration integration) {
    value(
        world.references.save(
            new SecretReference(
                new SecretReferenceId(UUID.randomUUID()),
                integration.organization(),
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
                integration.audit(),
                0)));
    return value(
        world.integrations.save(
            Revised.extras(
                integration,
                SecretMapping.put(
                    integration.extras(),
                    List.of(
                        new SecretMapping(
                            "key", "outside", Optional.empty(), Optional.empty()))))));
  }

  @Test
  void triesOneThatIsNotStoredAndStoresAndStoresNothing() {
    TestIntegration.Report report =
        value(
            useCases
                .test()
                .handle(
                    world.admin(),
                    new TestIntegration.Command(
                        new TestIntegration.Subject.Unsaved(openAi("New").build()))));

    assertThat(report.success()).isTrue();
    assertThat(world.integrations.all(world.red.organization())).isEmpty();
    assertThat(world.changes).isEmpty();
    assertThat(
            refusal(
                useCases
                    .test()
                    .handle(
                        world.admin(),
                        new TestIntegration.Command(
                            new TestIntegration.Subject.Unsaved(
                                openAi("New").withoutKey().build())))))
        .isEqualTo(new CatalogError.Invalid("key", "required: OpenAI needs one"));
  }

  @Test
  void asksOnlyForThoseWhoMayChangeOrCreateIt() {
    Integration integration = world.connected("OpenAI");
    world.provisioned(integration, world.red);
    TestIntegration.Command stored =
        new TestIntegration.Command(new TestIntegration.Subject.Stored(integration.slug().value()));

    assertThat(
            refusal(
                useCases.test().handle(world.adminWith("organisation_integrations.read"), stored)))
        .isInstanceOf(CatalogError.Forbidden.class);
    assertThat(refusal(useCases.test().handle(world.keyOf(world.red), stored)))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(refusal(useCases.test().handle(world.stranger(), stored)))
        .isInstanceOf(CatalogError.NotFound.class);
    assertThat(
            refusal(
                useCases
                    .test()
                    .handle(
                        world.adminWith("workspace_integrations.create"),
                        new TestIntegration.Command(
                            new TestIntegration.Subject.Unsaved(openAi("New").build())))))
        .isInstanceOf(CatalogError.Forbidden.class);
    assertThat(asked).isEmpty();
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(new UpstreamProbe.Answer.Refused(401, 1), "key_refused"),
        Arguments.of(new UpstreamProbe.Answer.Refused(403, 1), "key_not_permitted"),
        Arguments.of(new UpstreamProbe.Answer.Refused(404, 1), "not_found"),
        Arguments.of(new UpstreamProbe.Answer.Refused(418, 1), "refused"),
        Arguments.of(new UpstreamProbe.Answer.Refused(429, 1), "rate_limited"),
        Arguments.of(new UpstreamProbe.Answer.Refused(503, 1), "upstream_error"),
        Arguments.of(new UpstreamProbe.Answer.Refused(200, 1), "not_understood"),
        failed(new UpstreamFailure.Forbidden("private"), "address_forbidden"),
        failed(unreachable(UpstreamFailure.Unreachable.Cause.NAME), "name_not_found"),
        failed(unreachable(UpstreamFailure.Unreachable.Cause.REFUSED), "connection_refused"),
        failed(unreachable(UpstreamFailure.Unreachable.Cause.TLS), "tls"),
        failed(unreachable(UpstreamFailure.Unreachable.Cause.OTHER), "unreachable"),
        failed(
            new UpstreamFailure.TimedOut(UpstreamFailure.TimedOut.Phase.CONNECT, 5), "timed_out"),
        failed(new UpstreamFailure.BrokenOff("cut", true), "broken_off"),
        Arguments.of(
            new UpstreamProbe.Answer.Unprepared(new UpstreamProblem("ai_provider_id", "is odd")),
            "not_callable"));
  }

  private static Arguments failed(UpstreamFailure failure, String cause) {
    return Arguments.of(new UpstreamProbe.Answer.Failed(failure, 1), cause);
  }

  private TestIntegration.Report tested(Integration integration) {
    return value(
        useCases
            .test()
            .handle(
                world.admin(),
                new TestIntegration.Command(
                    new TestIntegration.Subject.Stored(integration.slug().value()))));
  }

  private static UpstreamFailure unreachable(UpstreamFailure.Unreachable.Cause cause) {
    return new UpstreamFailure.Unreachable(cause, "so it is");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void tellsEveryCauseWithAHint(UpstreamProbe.Answer given, String cause) {
    Integration integration = world.connected("OpenAI");
    answer = given;

    TestIntegration.Report report = tested(integration);

    assertThat(report.success()).isFalse();
    assertThat(report.cause()).isEqualTo(cause);
    assertThat(report.message()).isNotBlank();
    assertThat(report.hint()).isPresent();
    assertThat(sync(integration).report().cause()).isEqualTo(cause);
    assertThat(world.now(integration).listedModels()).isEmpty();
  }

  @Test
  void isBoundedForEachActorAndMinute() {
    Integration integration = world.connected("OpenAI");
    TestIntegration.Command stored =
        new TestIntegration.Command(new TestIntegration.Subject.Stored(integration.slug().value()));
    for (int i = 0; i < AskedUpstreams.A_MINUTE; i++) {
      value(useCases.test().handle(world.admin(), stored));
    }

    assertThat(refusal(useCases.test().handle(world.admin(), stored)))
        .isInstanceOf(CatalogError.TooMany.class);
    assertThat(asked).hasSize(AskedUpstreams.A_MINUTE);
    world.later(world.clock().instant().plusSeconds(61));
    value(useCases.test().handle(world.admin(), stored));
  }

  @Test
  void asksOnlySoManyAtOnce() throws Exception {
    Integration integration = world.connected("OpenAI");
    TestIntegration.Command stored =
        new TestIntegration.Command(new TestIntegration.Subject.Stored(integration.slug().value()));
    CountDownLatch running = new CountDownLatch(AskedUpstreams.AT_ONCE);
    CountDownLatch end = new CountDownLatch(1);
    meanwhile =
        () -> {
          running.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < AskedUpstreams.AT_ONCE; i++) {
      threads.add(
          Thread.startVirtualThread(() -> value(useCases.test().handle(world.admin(), stored))));
    }
    running.await();

    assertThat(refusal(useCases.test().handle(world.admin(), stored)))
        .isInstanceOfSatisfying(
            CatalogError.TooMany.class, it -> assertThat(it.seconds()).isEqualTo(5));
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void keepsTheListOfTheUpstreamAndShowsWhatIsOnIt() {
    Integration integration = world.connected("OpenAI");
    upstreamLists("gpt-4o", "brand-new");

    SyncIntegrationModels.Synced first = sync(integration);

    assertThat(first.listed()).isEqualTo(2);
    assertThat(first.added()).isEmpty();
    List<ListIntegrationModels.ListedModel> shown =
        value(
                world
                    .useCases
                    .models()
                    .handle(
                        world.admin(),
                        new ListIntegrationModels.Query(
                            integration.slug().value(), Page.Request.FIRST)))
            .models()
            .items();
    assertThat(shown)
        .extracting(
            each -> each.model().slug().value(), each -> each.listed().orElseThrow().toString())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("gpt-4o", "true"),
            org.assertj.core.groups.Tuple.tuple("gpt-4o-mini", "false"),
            org.assertj.core.groups.Tuple.tuple("text-embedding-3-small", "false"),
            org.assertj.core.groups.Tuple.tuple("brand-new", "true"));
  }

  @Test
  void switchesOnNewModelsOfAnAllowListOnlyIfAskedTo() {
    Integration integration = world.connected("OpenAI");
    say(integration, Optional.of(false), Optional.empty());
    upstreamLists("a", "b");
    assertThat(sync(integration).enabled()).isEmpty();

    upstreamLists("b", "c");
    SyncIntegrationModels.Synced quiet = sync(integration);
    assertThat(quiet.added()).containsExactly(new ModelSlug("c"));
    assertThat(quiet.gone()).containsExactly(new ModelSlug("a"));
    assertThat(quiet.enabled()).isEmpty();
    assertThat(world.now(integration).models().models()).isEmpty();

    say(integration, Optional.empty(), Optional.of(true));
    upstreamLists("b", "c", "d");
    SyncIntegrationModels.Synced eager = sync(integration);
    assertThat(eager.enabled()).containsExactly(new ModelSlug("d"));
    assertThat(world.now(integration).models().models().values())
        .containsExactly(IntegrationModel.listed(new ModelSlug("d"), true));
  }

  @Test
  void neverSwitchesOnWhatWasSwitchedOffByHand() {
    Integration integration = world.connected("OpenAI");
    say(integration, Optional.of(false), Optional.of(true));
    upstreamLists("a");
    sync(integration);
    value(
        world
            .useCases
            .changeModels()
            .handle(
                world.admin(),
                new ChangeIntegrationModels.Command(
                    integration.slug().value(),
                    Optional.empty(),
                    List.of(
                        new ChangeIntegrationModels.ModelChange(
                            "b",
                            false,
                            Optional.empty(),
                            Optional.empty(),
                            io.modelcatalog.application.Change.keep(),
                            io.modelcatalog.application.Change.keep(),
                            io.modelcatalog.application.Change.keep())),
                    Optional.empty())));
    upstreamLists("a", "b");

    assertThat(sync(integration).enabled()).isEmpty();
    assertThat(world.now(integration).models().find(new ModelSlug("b")).orElseThrow().enabled())
        .isFalse();
  }

  @Test
  void aListThatIsTheSameChangesNothing() {
    Integration integration = world.connected("OpenAI");
    sync(integration);
    long version = world.now(integration).version();
    world.changes.clear();
    world.later(Instant.parse("2030-01-01T00:00:00Z"));

    sync(integration);

    assertThat(world.now(integration).version()).isEqualTo(version);
    assertThat(world.changes).isEmpty();
  }
}
