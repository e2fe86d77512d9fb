package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repeated request with the same key is answered like the first, and done once. */
class IdempotencyTest {
  private static final String WORKSPACES = "/v1/admin/workspaces";

  @TempDir static Path folder;
  private static LocalCatalog catalog;

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  private static Answer post(String path, String key, String json) {
    return catalog.send(
        catalog
            .request(LocalCatalog.ADMIN, "POST", path, json)
            .header("Idempotency-Key", key)
            .build());
  }

  private static Object made(String name) {
    return catalog.admin("GET", WORKSPACES + "?exact_name=" + name, "").expect(200).at("total");
  }

  @Test
  void aRepeatedRequestIsAnsweredAndNotDoneAgain() {
    Answer first = post(WORKSPACES, "once-1", "{\"name\":\"Once\"}").expect(200);
    Answer again = post(WORKSPACES, "once-1", "{\"name\":\"Once\"}").expect(200);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(made("Once")).isEqualTo(1);
  }

  @Test
  void aKeyThatWasIssuedComesAgainInFullAndWorks() {
    String workspace = catalog.workspace("Keys");
    String json =
        "{\"name\":\"app\",\"workspace_id\":\"%s\",\"scopes\":[\"virtual_keys.list\"]}"
            .formatted(workspace);

    Object first = post("/v1/api-keys/workspace/service", "key-1", json).expect(200).at("key");
    Object again = post("/v1/api-keys/workspace/service", "key-1", json).expect(200).at("key");

    assertThat(again).isEqualTo(first);
    assertThat(
            catalog
                .send(catalog.request((String) again, "GET", "/v1/providers", "").build())
                .status())
        .isEqualTo(200);
  }

  @Test
  void aKeyBelongsToOneRequestOfOneActor() {
    post(WORKSPACES, "mine", "{\"name\":\"Mine\"}").expect(200);

    assertThat(post(WORKSPACES, "mine", "{\"name\":\"Other\"}").status()).isEqualTo(422);
    assertThat(post(WORKSPACES + "?x=1", "mine", "{\"name\":\"Mine\"}").status()).isEqualTo(422);
    assertThat(made("Other")).isEqualTo(0);
    String another =
        (String)
            catalog
                .create(
                    "/v1/api-keys/organisation/service",
                    "{\"name\":\"second\",\"scopes\":[\"workspaces.create\"]}")
                .at("key");
    assertThat(
            catalog
                .send(
                    catalog
                        .request(another, "POST", WORKSPACES, "{\"name\":\"Other\"}")
                        .header("Idempotency-Key", "mine")
                        .build())
                .status())
        .isEqualTo(200);
  }

  @Test
  void aRefusedRequestGivesItsKeyBack() {
    assertThat(post(WORKSPACES, "again", "{\"name\":\"\"}").status()).isEqualTo(400);

    post(WORKSPACES, "again", "{\"name\":\"Corrected\"}").expect(200);

    assertThat(made("Corrected")).isEqualTo(1);
  }

  @Test
  void ofManyAtOnceOneIsDone() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Answer>> same =
          IntStream.range(0, 16)
              .<Callable<Answer>>mapToObj(
                  i -> () -> post(WORKSPACES, "rush", "{\"name\":\"Rush\"}"))
              .toList();
      for (Future<Answer> answer : threads.invokeAll(same)) {
        assertThat(answer.get().status()).isIn(200, 409);
      }
    }
    assertThat(made("Rush")).isEqualTo(1);
    post(WORKSPACES, "rush", "{\"name\":\"Rush\"}").expect(200);
    assertThat(made("Rush")).isEqualTo(1);
  }

  @Test
  void aKeyOfAnotherShapeIsRefusedBeforeAnythingIsDone() {
    for (String wrong : List.of("x".repeat(256), "two words")) {
      Answer answer = post(WORKSPACES, wrong, "{\"name\":\"Shape\"}");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("Idempotency-Key");
    }
    assertThat(made("Shape")).isEqualTo(0);
  }
}
