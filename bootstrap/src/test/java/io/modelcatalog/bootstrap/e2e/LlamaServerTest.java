package io.modelcatalog.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real inference server behind the catalog: what it says, what it counts and what it does when a
 * client leaves must come through unharmed. Each answer is compared with the one that the server
 * gives without the catalog.
 */
@Tag("slow")
@Timeout(600)
class LlamaServerTest {
  /** Not cached and without chance, so that the same question has the same answer. */
  private static final String REPEATABLE = "\"temperature\":0,\"seed\":1,\"cache_prompt\":false";

  private static final Pattern CONTENT =
      Pattern.compile("\"content\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern NUMBERS = Pattern.compile("\"embedding\"\\s*:\\s*\\[([^\\[\\]]+)]");
  private static final int ENDLESS = 1800;

  private static LlamaServer llama;
  private static CatalogProcess catalog;

  /** Calls the catalog as a member of the workspace. */
  private static ApiCaller member;

  /** Calls the model server past the catalog. */
  private static ApiCaller direct;

  private static ApiCaller administrator;
  private static String workspace;

  @BeforeAll
  static void connectTheModelServer(@TempDir Path folder) {
    llama = LlamaServer.start();
    direct = new ApiCaller(llama.baseUrl(), LlamaServer.API_KEY);
    catalog = CatalogProcess.in(folder).with("CATALOG_UPSTREAM_ALLOW", llama.address()).start();
    administrator = new ApiCaller(catalog.baseUrl(), catalog.adminKey());
    workspace =
        administrator.post("/admin/workspaces", "{\"name\":\"Real models\"}").ok().text("id");
    connect("llama", LlamaServer.API_KEY);
    String key =
        administrator
            .post(
                "/api-keys/workspace/service",
                """
                {"name":"member","workspace_id":"%s","scopes":["completions.write"]}"""
                    .formatted(workspace))
            .ok()
            .text("key");
    member = new ApiCaller(catalog.baseUrl(), key);
  }

  private static void connect(String slug, String key) {
    administrator
        .post(
            "/integrations",
            """
            {"name":"%s","slug":"%s","ai_provider_id":"custom","key":"%s",
             "configurations":{"custom_host":"%s"}}"""
                .formatted(slug, slug, key, llama.baseUrl()))
        .ok();
    administrator
        .put("/integrations/" + slug + "/models", "{\"allow_all_models\":true,\"models\":[]}")
        .ok();
    administrator
        .put(
            "/integrations/" + slug + "/workspaces",
            """
            {"workspaces":[{"id":"%s","enabled":true}]}"""
                .formatted(workspace))
        .ok();
  }

  @AfterAll
  static void disconnect() {
    for (AutoCloseable each : Arrays.asList(member, direct, administrator, catalog, llama)) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception failure) {
          throw new AssertionError(failure);
        }
      }
    }
  }

  private static String question(String model, String more) {
    return """
        {"model":"%s","messages":[{"role":"user","content":"Name three colours."}],%s%s}"""
        .formatted(model, REPEATABLE, more);
  }

  private static String throughTheCatalog(String more) {
    return question("@llama/" + LlamaServer.MODEL, more);
  }

  @Test
  void answersAsTheModelItselfDoes() {
    ApiCaller.Answer expected =
        direct.post("/chat/completions", question(LlamaServer.MODEL, ",\"max_tokens\":24")).ok();

    ApiCaller.Answer answer =
        member.post("/chat/completions", throughTheCatalog(",\"max_tokens\":24")).ok();

    assertThat(answer.text("content")).isNotBlank().isEqualTo(expected.text("content"));
    assertThat(answer.text("model")).isEqualTo(LlamaServer.MODEL);
    assertThat(answer.number("prompt_tokens")).isEqualTo(expected.number("prompt_tokens"));
    assertThat(answer.number("completion_tokens")).isEqualTo(expected.number("completion_tokens"));
    assertThat(answer.headers().firstValue("x-portkey-trace-id")).isPresent();
  }

  @Test
  void streamsWhatItWouldHaveAnswered() throws IOException {
    String whole =
        member
            .post("/chat/completions", throughTheCatalog(",\"max_tokens\":24"))
            .ok()
            .text("content");

    List<String> events = events(throughTheCatalog(",\"max_tokens\":24,\"stream\":true"));

    assertThat(said(events)).isEqualTo(whole);
    assertThat(events).last().isEqualTo("[DONE]");
    assertThat(events.size()).as("events: %s", events).isGreaterThan(10);
  }

  @Test
  void showsUsageInAStreamOnlyToAClientThatAsksForIt() throws IOException {
    List<String> asked =
        events(
            throughTheCatalog(
                ",\"max_tokens\":8,\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
    List<String> notAsked = events(throughTheCatalog(",\"max_tokens\":8,\"stream\":true"));

    assertThat(asked)
        .filteredOn(event -> event.contains("\"completion_tokens\":"))
        .singleElement()
        .asString()
        .contains("\"completion_tokens\":8");
    assertThat(notAsked).noneMatch(event -> event.contains("\"completion_tokens\":"));
    assertThat(notAsked).noneMatch(event -> event.contains("\"choices\":[]"));
  }

  @Test
  void embedsAsTheModelItselfDoes() {
    double[] expected = vector(direct, LlamaServer.MODEL);

    double[] embedding = vector(member, "@llama/" + LlamaServer.MODEL);

    assertThat(embedding).hasSize(576).hasSameSizeAs(expected);
    assertThat(embedding).containsExactly(expected, within(1e-4));
  }

  private static double[] vector(ApiCaller caller, String model) {
    String body =
        caller
            .post("/embeddings", "{\"model\":\"%s\",\"input\":\"a small model\"}".formatted(model))
            .ok()
            .body();
    Matcher numbers = NUMBERS.matcher(body);
    assertThat(numbers.find()).as(body).isTrue();
    return Arrays.stream(numbers.group(1).split(",")).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void passesAPathOnThatOnlyThisServerKnows() {
    long expected =
        direct
            .post("/chat/completions/input_tokens", question(LlamaServer.MODEL, ""))
            .ok()
            .number("input_tokens");

    ApiCaller.Answer answer =
        member.post("/chat/completions/input_tokens", throughTheCatalog("")).ok();

    assertThat(answer.number("input_tokens")).isEqualTo(expected).isPositive();
  }

  @Test
  void passesTheRefusalOfTheModelServerOnWithoutTheCredential() {
    connect("llama-misconfigured", "sk-wrong-credential-987");

    ApiCaller.Answer answer =
        member.post("/chat/completions", question("@llama-misconfigured/" + LlamaServer.MODEL, ""));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("Invalid API Key").doesNotContain("sk-wrong-credential-987");
  }

  @Test
  void freesTheSlotOfTheModelWhenTheClientHangsUp() throws IOException {
    long before = llama.tokensMade(direct);
    HttpResponse<InputStream> response =
        member.stream(
            "/chat/completions",
            throughTheCatalog(",\"stream\":true,\"ignore_eos\":true,\"max_tokens\":" + ENDLESS));
    assertThat(response.statusCode()).isEqualTo(200);
    try (BufferedReader lines = reader(response)) {
      for (int read = 0; read < 5; read++) {
        assertThat(lines.readLine()).isNotNull();
      }
      assertThat(llama.isBusy(direct)).as("the only slot, while the client listens").isTrue();
    }

    long hungUp = System.nanoTime();
    while (llama.isBusy(direct) && elapsed(hungUp).compareTo(Duration.ofSeconds(30)) < 0) {
      LlamaServer.pause(50);
    }

    assertThat(elapsed(hungUp)).as("until the slot was free").isLessThan(Duration.ofSeconds(5));
    assertThat(llama.tokensMade(direct) - before)
        .as("tokens made, of %d asked for", ENDLESS)
        .isLessThan(ENDLESS / 2);
    assertThat(member.post("/chat/completions", throughTheCatalog(",\"max_tokens\":4")).status())
        .as("the next call gets the slot")
        .isEqualTo(200);
  }

  private static Duration elapsed(long since) {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private static List<String> events(String json) throws IOException {
    HttpResponse<InputStream> response = member.stream("/chat/completions", json);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    List<String> events = new ArrayList<>();
    try (BufferedReader lines = reader(response)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          events.add(line.substring("data: ".length()));
        }
      }
    }
    return events;
  }

  private static String said(List<String> events) {
    StringBuilder text = new StringBuilder();
    for (String event : events) {
      Matcher content = CONTENT.matcher(event);
      if (content.find()) {
        text.append(content.group(1));
      }
    }
    return text.toString();
  }

  private static BufferedReader reader(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }
}
