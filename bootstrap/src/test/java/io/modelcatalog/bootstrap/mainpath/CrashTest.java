package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.modelcatalog.bootstrap.e2e.CatalogProcess;
import io.modelcatalog.bootstrap.e2e.CountingUpstream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the process under load, and looks for money that was lost or kept back. */
@Tag("slow")
class CrashTest {
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 3;
  private static final long CAP = 1_000;
  private static final long NANOS_PER_TOKEN = 10_000;
  private static final long BOUND = CAP * NANOS_PER_TOKEN;

  @TempDir Path folder;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final AtomicLong answeredNanos = new AtomicLong();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private volatile boolean calling;

  @Test
  void whatClientsGotInFullIsRecordedAndNothingStaysReserved() throws Exception {
    try (CountingUpstream upstream = new CountingUpstream();
        CatalogProcess catalog =
            CatalogProcess.in(folder).with("CATALOG_UPSTREAM_ALLOW", upstream.hostAndPort())) {
      upstream.uses(cap -> ThreadLocalRandom.current().nextLong(1, cap + 1));
      catalog.start();
      String key = prepare(catalog, upstream);
      for (int round = 0; round < ROUNDS; round++) {
        List<Thread> clients = startCalling(catalog, key);
        Thread.sleep(1_500);
        catalog.kill();
        calling = false;
        for (Thread client : clients) {
          client.join();
        }
        catalog.start();
      }

      Map<String, Object> budget = budget(catalog, key);
      assertThat(answered.get()).isGreaterThan(ROUNDS * 10);
      assertThat(nanos(budget, "used"))
          .as("%d answers in full, %d calls sent", answered.get(), sent.get())
          .isGreaterThanOrEqualTo(answeredNanos.get())
          .isLessThanOrEqualTo(answeredNanos.get() + (long) (sent.get() - answered.get()) * BOUND);
      assertThat(nanos(budget, "reserved")).isZero();

      useToTheEnd(catalog, key, nanos(budget, "used"));
    }
  }

  /** A budget that was never leaked away can be spent to within one call of its end. */
  private void useToTheEnd(CatalogProcess catalog, String key, long used) throws Exception {
    long limit = used + 20 * BOUND;
    provision(catalog, limit);
    int status;
    do {
      status = call(catalog, key, false).statusCode();
    } while (status == 200);

    assertThat(status).isEqualTo(412);
    assertThat(nanos(budget(catalog, key), "used")).isBetween(limit - BOUND, limit);
  }

  private List<Thread> startCalling(CatalogProcess catalog, String key) {
    calling = true;
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      boolean streamed = i % 2 == 0;
      clients.add(Thread.ofVirtual().start(() -> callOnAndOn(catalog, key, streamed)));
    }
    return clients;
  }

  private void callOnAndOn(CatalogProcess catalog, String key, boolean streamed) {
    while (calling) {
      sent.incrementAndGet();
      try {
        HttpResponse<String> response = call(catalog, key, streamed);
        if (response.statusCode() == 200
            && (!streamed || response.body().contains("data: [DONE]"))) {
          answered.incrementAndGet();
          answeredNanos.addAndGet(tokens(response.body()) * NANOS_PER_TOKEN);
        }
      } catch (IOException e) {
        // The process was killed before the answer was whole: not an answer in full.
        calling = calling && catalog.isAlive();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** What the answer itself says that it used. */
  private static long tokens(String body) {
    int at = body.lastIndexOf("\"completion_tokens\":");
    assertThat(at).as(body).isPositive();
    int end = at + "\"completion_tokens\":".length();
    int stop = end;
    while (Character.isDigit(body.charAt(stop))) {
      stop++;
    }
    return Long.parseLong(body.substring(end, stop));
  }

  private String prepare(CatalogProcess catalog, CountingUpstream upstream) throws Exception {
    String workspace =
        (String) admin(catalog, "POST", "/admin/workspaces", "{\"name\":\"Crash\"}").get("slug");
    this.workspace = workspace;
    admin(
        catalog,
        "POST",
        "/integrations",
        """
        {"name":"Counting","slug":"counting","ai_provider_id":"custom","key":"sk-counting",
         "configurations":{"custom_host":"http://%s/v1"}}"""
            .formatted(upstream.hostAndPort()));
    admin(
        catalog,
        "PUT",
        "/integrations/counting/models",
        """
        {"models":[{"slug":"priced","enabled":true,"is_custom":true,"pricing_config":
          {"pay_as_you_go":{"request_token":{"price":0},"response_token":{"price":0.001}}}}]}""");
    provision(catalog, 1_000_000_000_000L);
    return (String)
        admin(
                catalog,
                "POST",
                "/api-keys/workspace/service",
                "{\"name\":\"app\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"]}"
                    .formatted(workspace))
            .get("key");
  }

  private String workspace = "";

  private void provision(CatalogProcess catalog, long limitNanos) throws Exception {
    admin(
        catalog,
        "PUT",
        "/integrations/counting/workspaces",
        """
        {"workspaces":[{"id":"%s","enabled":true,
          "usage_limits":[{"type":"cost","credit_limit":%s}]}]}"""
            .formatted(workspace, BigDecimal.valueOf(limitNanos, 9).toPlainString()));
  }

  private HttpResponse<String> call(CatalogProcess catalog, String key, boolean streamed)
      throws IOException, InterruptedException {
    String stream = streamed ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "";
    return send(
        catalog.baseUrl() + "/chat/completions",
        key,
        "POST",
        """
        {"model":"@counting/priced","max_tokens":%d%s,"messages":[{"role":"user","content":"go"}]}"""
            .formatted(CAP, stream));
  }

  private Map<String, Object> budget(CatalogProcess catalog, String key) throws Exception {
    Map<String, Object> explained =
        json(send(catalog.baseUrl() + "/explain?provider=@counting&model=priced", key, "GET", ""));
    List<?> limits = (List<?>) explained.get("limits");
    assertThat(limits).as("%s", explained).isNotEmpty();
    return limits.stream()
        .map(
            limit -> {
              @SuppressWarnings("unchecked")
              Map<String, Object> typed = (Map<String, Object>) limit;
              return typed;
            })
        .findFirst()
        .orElseThrow();
  }

  private static long nanos(Map<String, Object> budget, String member) {
    return new BigDecimal(String.valueOf(budget.get(member))).movePointRight(9).longValueExact();
  }

  private Map<String, Object> admin(CatalogProcess catalog, String method, String path, String body)
      throws Exception {
    HttpResponse<String> response =
        send(catalog.baseUrl() + path, catalog.adminKey(), method, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private static Map<String, Object> json(HttpResponse<String> response) throws IOException {
    return JsonMapper.createDefault()
        .readValue(response.body(), Argument.mapOf(String.class, Object.class));
  }

  private HttpResponse<String> send(String uri, String key, String method, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(uri))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
