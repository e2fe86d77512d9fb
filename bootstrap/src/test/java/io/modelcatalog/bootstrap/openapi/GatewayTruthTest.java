package io.modelcatalog.bootstrap.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the running gateway against its description. */
class GatewayTruthTest {
  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static ApiFile file;
  private static String key;

  @BeforeAll
  static void start() throws Exception {
    file = ApiFile.gateway();
    catalog = LocalCatalog.in(folder, Map.of());
    String workspace = catalog.workspace("Research");
    catalog.integration("echo", "echo", "");
    catalog.provision("echo", workspace, "");
    key = catalog.key(workspace, ",\"rate_limits\":[{\"unit\":\"rpm\",\"value\":1000}]");
  }

  @AfterAll
  static void stop() {
    catalog.close();
    // Schemas that were compiled are large, and statics stay for all tests to come.
    file = null;
  }

  @Test
  void everyOperationThatTheGatewayReadsIsDescribedAndNoOther() throws Exception {
    assertThat(
            Tree.object(GatewayDescription.source(), "operations").entrySet().stream()
                .filter(operation -> !Tree.object(operation.getValue()).containsKey("passes"))
                .map(Map.Entry::getKey))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Operation.values())
                .map(Operation::path)
                .filter(Objects::nonNull)
                .map(path -> "POST /v1" + path)
                .toList());
  }

  @Test
  void everyExampleFitsItsSchema() {
    assertThat(
            file.schemas().entrySet().stream()
                .flatMap(
                    schema -> {
                      List<Object> examples = file.examples(Tree.object(schema.getValue()));
                      assertThat(examples).as(schema.getKey()).isNotEmpty();
                      return examples.stream()
                          .flatMap(
                              example ->
                                  file
                                      .faults(
                                          "#/components/schemas/" + schema.getKey(),
                                          ApiFile.json(example))
                                      .stream()
                                      .map(fault -> schema.getKey() + " " + fault));
                    }))
        .isEmpty();
  }

  @Test
  void whoHasNoKeyIsRefusedInTheFormThatIsDescribed() {
    for (ApiFile.Operation operation : file.operations()) {
      Answer answer =
          catalog.send(
              catalog
                  .request(
                      "",
                      operation.method(),
                      path(operation),
                      operation
                          .json()
                          .map(body -> ApiFile.json(file.examples(body).getFirst()))
                          .orElse(""))
                  .build());

      assertThat(answer.status()).as(operation + " " + answer).isEqualTo(401);
      assertThat(answer.headers().firstValue("x-portkey-gateway-exception")).contains("true");
      assertThat(file.faultsOrMore("#/components/schemas/GatewayRefusal", answer.body()))
          .as(operation + " " + answer)
          .isEmpty();
    }
  }

  @Test
  void whatAnUpstreamAnswersIsDescribed() {
    List<String> wrong = new ArrayList<>();
    int answered = 0;
    for (ApiFile.Operation operation : file.operations()) {
      for (Object example : operation.json().map(file::examples).orElse(List.of())) {
        Map<String, Object> body = new LinkedHashMap<>(Tree.object(example));
        body.computeIfPresent("model", (name, model) -> "@echo/" + modelOf(operation));
        HttpRequest request =
            catalog
                .request(key, operation.method(), path(operation), ApiFile.json(body))
                .header("x-portkey-provider", "@echo")
                .build();
        Answer answer = catalog.send(request);
        if (answer.status() != 200) {
          continue;
        }
        answered++;
        String type = answer.headers().firstValue("content-type").orElse("").replaceAll(";.*", "");
        Map<String, Object> described =
            Tree.object(Tree.object(operation.said(), "responses"), "200");
        Tree.object(described, "headers").keySet().stream()
            .filter(header -> answer.headers().firstValue(header).isEmpty())
            .filter(header -> !header.equals("x-catalog-cost-usd"))
            .forEach(header -> wrong.add(operation + " answered without " + header));
        if (type.equals("application/json")) {
          file.faults(operation.answer(200, type), answer.body())
              .forEach(fault -> wrong.add(operation + " answered " + fault + " in " + answer));
        } else if (type.equals("text/event-stream")) {
          answer
              .body()
              .lines()
              .filter(line -> line.startsWith("data: {"))
              .flatMap(line -> file.faults(operation.answer(200, type), line.substring(6)).stream())
              .forEach(fault -> wrong.add(operation + " streamed " + fault));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(answered).isGreaterThanOrEqualTo(5);
  }

  private static String path(ApiFile.Operation operation) {
    return operation.path().replace("{path}", "files");
  }

  private static String modelOf(ApiFile.Operation operation) {
    return operation.path().contains("embeddings") ? "text-embedding-3-small" : "gpt-4o-mini";
  }
}
