package io.modelcatalog.bootstrap.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import io.modelcatalog.bootstrap.e2e.CatalogProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock of a running catalog jumps by an hour and by a day, back and forth. */
@Tag("slow")
class ClockJumpTest {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"));

  @TempDir Path folder;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void windowsAndResetsStayRight() throws Exception {
    Path library = LIBRARIES.stream().filter(Files::exists).findFirst().orElse(null);
    assumeThat(library).as("faketime is installed").isNotNull();
    awayFromTheFullHour();
    Path clock = Files.writeString(folder.resolve("clock"), "+0s\n");
    try (CatalogProcess catalog =
        CatalogProcess.in(folder)
            .with("LD_PRELOAD", String.valueOf(library))
            .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .with("FAKETIME_NO_CACHE", "1")
            .with("FAKETIME_TIMESTAMP_FILE", clock.toString())
            .start()) {
      String workspace = prepare(catalog);
      String daily =
          key(
              catalog,
              workspace,
              """
              "usage_limits":{"type":"requests","credit_limit":3,"periodic_reset_days":1,
                "next_usage_reset_at":"%s"}"""
                  .formatted(Instant.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS)));
      String hourly =
          key(
              catalog,
              workspace,
              "\"rate_limits\":[{\"type\":\"requests\",\"unit\":\"rph\",\"value\":2}]");

      assertThat(passed(catalog, daily, 412)).isEqualTo(3);
      assertThat(passed(catalog, hourly, 429)).isEqualTo(2);

      jump(clock, "+1h");
      assertThat(passed(catalog, hourly, 429)).as("an hour later").isEqualTo(2);

      jump(clock, "+0s");
      assertThat(passed(catalog, hourly, 429)).as("the hour before, again").isZero();

      jump(clock, "-1h");
      assertThat(passed(catalog, hourly, 429)).as("an hour that never was").isEqualTo(2);

      jump(clock, "+1d");
      assertThat(passed(catalog, daily, 412)).as("a day later").isEqualTo(3);
      assertThat(passed(catalog, hourly, 429)).isEqualTo(2);

      jump(clock, "+0s");
      assertThat(passed(catalog, daily, 412)).as("the day before, again").isZero();

      jump(clock, "-1d");
      assertThat(passed(catalog, daily, 412)).as("no day is begun backwards").isZero();

      jump(clock, "+1d");
      assertThat(passed(catalog, daily, 412)).as("no day is begun twice").isZero();

      jump(clock, "+2d");
      assertThat(passed(catalog, daily, 412)).as("the next day").isEqualTo(3);
    }
  }

  /** Calls until it is refused, and tells how many calls passed. */
  private int passed(CatalogProcess catalog, String key, int refusal) throws Exception {
    for (int passed = 0; passed < 10; passed++) {
      HttpResponse<String> response =
          send(
              catalog,
              key,
              "POST",
              "/chat/completions",
              "{\"model\":\"@echo/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
      if (response.statusCode() != 200) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(refusal);
        long after = response.headers().firstValueAsLong("retry-after").orElse(1);
        assertThat(after).as("Retry-After").isBetween(1L, 3 * 86_400L);
        return passed;
      }
    }
    throw new AssertionError("never refused");
  }

  private static void jump(Path clock, String offset) throws Exception {
    Files.writeString(clock, offset + "\n");
    Thread.sleep(50);
  }

  private static void awayFromTheFullHour() throws InterruptedException {
    LocalTime now = LocalTime.ofInstant(Instant.now(), ZoneOffset.UTC);
    if (now.getMinute() == 59) {
      Thread.sleep((61 - now.getSecond()) * 1_000L);
    }
  }

  private String prepare(CatalogProcess catalog) throws Exception {
    String workspace =
        text(admin(catalog, "POST", "/admin/workspaces", "{\"name\":\"Clock\"}"), "slug");
    admin(
        catalog,
        "POST",
        "/integrations",
        "{\"name\":\"Echo\",\"slug\":\"echo\",\"ai_provider_id\":\"echo\"}");
    admin(
        catalog,
        "PUT",
        "/integrations/echo/workspaces",
        "{\"workspaces\":[{\"id\":\"%s\",\"enabled\":true}]}".formatted(workspace));
    return workspace;
  }

  private String key(CatalogProcess catalog, String workspace, String limits) throws Exception {
    return text(
        admin(
            catalog,
            "POST",
            "/api-keys/workspace/service",
            "{\"name\":\"app\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"],%s}"
                .formatted(workspace, limits)),
        "key");
  }

  private static String text(Map<String, Object> json, String member) {
    return String.valueOf(json.get(member));
  }

  private Map<String, Object> admin(CatalogProcess catalog, String method, String path, String body)
      throws Exception {
    HttpResponse<String> response = send(catalog, catalog.adminKey(), method, path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return ObjectMapper.getDefault()
        .readValue(response.body(), Argument.mapOf(String.class, Object.class));
  }

  private HttpResponse<String> send(
      CatalogProcess catalog, String key, String method, String path, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(catalog.baseUrl() + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
