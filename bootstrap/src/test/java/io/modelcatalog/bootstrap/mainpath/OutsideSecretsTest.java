package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that is kept outside, from its declaration to the upstream that gets it. */
class OutsideSecretsTest {
  private static final String HELLO =
      """
      {"model":"@outside/m","messages":[{"role":"user","content":"Hello"}]}\
      """;
  private static final String REFERENCE =
      """
      {"name":"Key file","manager_type":"file","secret_path":"openai"}\
      """;

  @TempDir Path data;
  @TempDir Path secrets;

  private final List<String> presented = new CopyOnWriteArrayList<>();
  private HttpServer upstream;
  private String origin;

  @BeforeEach
  void start() throws IOException {
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext("/", this::answer);
    upstream.start();
    origin = "127.0.0.1:" + upstream.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    upstream.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    presented.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
    exchange.getRequestBody().readAllBytes();
    byte[] body =
        """
        {"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":
        {"role":"assistant","content":"Hi"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\
        """
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("content-type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void callsCarryTheKeyOfTheFileAndItsSuccessor() throws Exception {
    Files.writeString(secrets.resolve("openai"), "sk-from-the-file\n");
    try (LocalCatalog catalog =
        LocalCatalog.in(
            data,
            Map.of(
                "CATALOG_UPSTREAM_ALLOW", origin, "CATALOG_SECRET_FILE_DIR", secrets.toString()))) {
      Object slug = catalog.create("/v1/secret-references", REFERENCE).at("slug");
      String key = connected(catalog, slug);

      catalog.chat(key, HELLO).expect(200);
      Files.writeString(secrets.resolve("openai"), "sk-rotated\n");
      // A changed reference is read at once; an unchanged one within five minutes.
      catalog
          .admin("PUT", "/v1/secret-references/" + slug, "{\"description\":\"rotated\"}")
          .expect(200);
      catalog.chat(key, HELLO).expect(200);

      assertThat(presented).containsExactly("Bearer sk-from-the-file", "Bearer sk-rotated");
    }
  }

  @Test
  void withoutAValueCallsAreRefusedByNameUntilThereIsOne() throws Exception {
    try (LocalCatalog catalog =
        LocalCatalog.in(
            data,
            Map.of(
                "CATALOG_UPSTREAM_ALLOW", origin, "CATALOG_SECRET_FILE_DIR", secrets.toString()))) {
      Object slug = catalog.create("/v1/secret-references", REFERENCE).at("slug");
      String key = connected(catalog, slug);

      Answer refused = catalog.chat(key, HELLO);

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.at("error.type")).isEqualTo("secret_unavailable_error");
      assertThat(refused.body()).contains("outside", "key-file");
      assertThat(presented).isEmpty();
    }
  }

  @Test
  void filesOfTheServerAreOutOfReachUnlessTheOperatorSaysSo() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(data, Map.of())) {
      Answer refused = catalog.admin("POST", "/v1/secret-references", REFERENCE);

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("CATALOG_SECRET_FILE_DIR");
    }
  }

  private String connected(LocalCatalog catalog, Object reference) {
    String workspace = catalog.workspace("Red");
    catalog.create(
        "/v1/integrations",
        """
        {"name":"outside","slug":"outside","ai_provider_id":"openai",
         "configurations":{"custom_host":"http://%s/v1"},
         "secret_mappings":[{"target_field":"key","secret_reference_id":"%s"}]}\
        """
            .formatted(origin, reference));
    catalog.provision("outside", workspace, "");
    return catalog.key(workspace, "");
  }
}
