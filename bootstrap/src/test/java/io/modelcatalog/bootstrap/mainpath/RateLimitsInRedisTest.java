package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** Two catalogs that share a rate limit through Redis and a budget through PostgreSQL. */
class RateLimitsInRedisTest {
  private static final String HELLO =
      """
      {"model":"@echo/echo","messages":[{"role":"user","content":"Hello"}]}""";

  @TempDir Path folder;

  @Test
  void togetherTheyLetThroughWhatTheLimitAllows() throws Exception {
    int redisPort;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      redisPort = free.getLocalPort();
    }
    RedisServer redis =
        RedisServer.newRedisServer().port(redisPort).bind("127.0.0.1").setting("save \"\"").build();
    redis.start();
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setLocaleConfig("locale", "C.UTF-8").start()) {
      Map<String, String> settings = new HashMap<>();
      settings.put(
          "CATALOG_DATASOURCE_URL",
          "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");
      settings.put("CATALOG_DATASOURCE_USERNAME", "postgres");
      settings.put("CATALOG_REDIS_URL", "redis://127.0.0.1:" + redisPort);
      settings.put(
          "CATALOG_MASTER_KEY_FILE",
          Files.writeString(
                  folder.resolve("master"), "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=\n")
              .toString());
      try (LocalCatalog east = LocalCatalog.in(folder.resolve("east"), settings);
          LocalCatalog west = LocalCatalog.in(folder.resolve("west"), settings)) {
        String workspace = east.workspace("Research");
        east.integration("echo", "echo", "");
        east.provision(
            "echo",
            workspace,
            ",\"usage_limits\":[{\"type\":\"cost\",\"credit_limit\":1}],"
                + "\"rate_limits\":[{\"type\":\"requests\",\"unit\":\"rpd\",\"value\":30}]");
        String key = east.key(workspace, "");
        Thread.sleep(1_000);

        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          answers.add((i % 2 == 0 ? east : west).chat(key, HELLO).status());
        }

        assertThat(answers).filteredOn(status -> status == 200).hasSize(30);
        assertThat(answers).filteredOn(status -> status == 429).hasSize(10);
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
            Statement statement = connection.createStatement();
            ResultSet books = statement.executeQuery("SELECT counter FROM limit_book")) {
          List<String> counters = new ArrayList<>();
          while (books.next()) {
            counters.add(books.getString(1));
          }
          assertThat(counters)
              .filteredOn(counter -> !counter.startsWith("warm-up:"))
              .isNotEmpty()
              .allSatisfy(counter -> assertThat(counter).contains("cost/total"));
        }
      }
    } finally {
      redis.stop();
    }
  }
}
