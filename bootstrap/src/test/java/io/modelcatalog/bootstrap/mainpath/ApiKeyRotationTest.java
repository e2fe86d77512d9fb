package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.apikey.ApiKeyUseCases;
import io.modelcatalog.application.apikey.BeginRotations;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.bootstrap.LocalCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key in use gets another secret, and nobody notices. */
class ApiKeyRotationTest {
  private static final String HELLO =
      """
      {"model":"@echo/echo","messages":[{"role":"user","content":"Hello"}]}\
      """;

  @Test
  void callsWithEitherSecretCountForOneKeyAndSurviveARestart(@TempDir Path folder)
      throws Exception {
    String id;
    String old;
    String fresh;
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      String workspace = catalog.workspace("Research");
      catalog.integration("echo", "echo", "");
      catalog.provision("echo", workspace, "");
      old =
          catalog.key(
              workspace, ",\"rate_limits\":[{\"type\":\"requests\",\"unit\":\"rpw\",\"value\":4}]");
      id = (String) catalog.admin("GET", "/v1/api-keys?type=workspace-service", "").at("data.0.id");
      catalog.chat(old, HELLO).expect(200);

      fresh =
          (String)
              catalog.admin("POST", "/v1/api-keys/" + id + "/rotate", "").expect(200).at("key");

      catalog.chat(old, HELLO).expect(200);
      catalog.chat(fresh, HELLO).expect(200);
      awaitUse(catalog, id);
    }
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      catalog.chat(old, HELLO).expect(200);
      catalog.chat(fresh, HELLO).expect(429);

      catalog.admin("POST", "/v1/api-keys/" + id + "/rotate", "").expect(200);
      catalog.chat(old, HELLO).expect(401);
      catalog.chat(fresh, HELLO).expect(429);
    }
  }

  @Test
  void aRotationByTheClockWaitsForWhoFetchesItsSecret(@TempDir Path folder) throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      String workspace = catalog.workspace("Research");
      catalog.integration("echo", "echo", "");
      catalog.provision("echo", workspace, "");
      String old =
          catalog.key(
              workspace,
              ",\"rotation_policy\":{\"rotation_period\":\"weekly\","
                  + "\"key_transition_period_ms\":7200000}");
      String id =
          (String) catalog.admin("GET", "/v1/api-keys?type=workspace-service", "").at("data.0.id");

      Duration week = Duration.ofDays(7);
      assertThat(ahead(catalog, week).handle()).isEqualTo(1);
      assertThat(ahead(catalog, week).handle()).isZero();

      LocalCatalog.Answer waiting = catalog.admin("GET", "/v1/api-keys/" + id, "").expect(200);
      assertThat(waiting.at("rotation_pending")).isEqualTo(true);
      String end = (String) waiting.at("key_transition_expires_at");
      assertThat(waiting.at("status")).isEqualTo("active");
      catalog.chat(old, HELLO).expect(200);

      LocalCatalog.Answer fetched =
          catalog.admin("POST", "/v1/api-keys/" + id + "/rotate", "").expect(200);
      assertThat(fetched.at("key_transition_expires_at")).isEqualTo(end);
      catalog.chat((String) fetched.at("key"), HELLO).expect(200);
      catalog.chat(old, HELLO).expect(200);
      assertThat(catalog.admin("GET", "/v1/api-keys/" + id, "").at("rotation_pending"))
          .isEqualTo(false);
      assertThat(actions(catalog, id)).containsExactly("rotate", "update", "create");
    }
  }

  /** Another replica on the same database, whose clock is ahead. */
  private static BeginRotations ahead(LocalCatalog catalog, Duration time) {
    ApplicationContext context = catalog.server().context();
    CatalogApplication here = context.getBean(CatalogApplication.class);
    UnitOfWork unitOfWork = context.getBean(UnitOfWork.class);
    return ApiKeyUseCases.of(
            context.getBean(ApiKeyRepository.class),
            context.getBean(WorkspaceRepository.class),
            context.getBean(UserRepository.class),
            context.getBean(MembershipRepository.class),
            context.getBean(ConfigRepository.class),
            context.getBean(ApiKeys.class),
            (limit, window) -> OptionalLong.empty(),
            unitOfWork,
            change -> unitOfWork.afterCommit(() -> here.changedElsewhere(change)),
            context.getBean(IdSource.class),
            () -> Instant.now().plus(time))
        .beginRotations();
  }

  private static List<Object> actions(LocalCatalog catalog, String id) {
    List<Object> actions = new ArrayList<>();
    for (Object each :
        (List<?>)
            catalog
                .admin(
                    "GET",
                    "/v1/audit-logs?start_time=2020-01-01T00:00:00Z&end_time=2199-01-01T00:00:00Z",
                    "")
                .expect(200)
                .at("records")) {
      Map<?, ?> entry = (Map<?, ?>) each;
      if (id.equals(entry.get("resource_id"))) {
        actions.add(entry.get("action"));
      }
    }
    return actions;
  }

  private static void awaitUse(LocalCatalog catalog, String id) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!catalog.admin("GET", "/v1/api-keys/" + id, "").body().contains("\"last_used_at\":\"")) {
      assertThat(System.nanoTime()).as("the use of the key is not told").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
