package io.modelcatalog.bootstrap.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand requests that are wrong in some way, over all routes: none crashes the server, and
 * one that is refused leaves everything as it was. A failure names the seed of its request.
 */
@Tag("slow")
class MalformedRequestsTest {
  private static final int REQUESTS = 10_000;

  /** What changes by itself, or by requests that are refused. */
  private static final Set<String> LIVELY =
      Set.of(
          "request_log",
          "request_log_body",
          "request_log_metadata",
          "usage_record",
          "usage_control",
          "limit_balance",
          "limit_book",
          "limit_lease",
          "replica",
          "kept_answer",
          "attempt",
          "databasechangelog",
          "databasechangeloglock");

  private static final List<String> FIELDS =
      List.of(
          "name",
          "slug",
          "description",
          "workspace_id",
          "integration_id",
          "ai_provider_id",
          "key",
          "configurations",
          "usage_limits",
          "rate_limits",
          "models",
          "scopes",
          "defaults",
          "settings",
          "security_settings",
          "workspace_overrides",
          "conditions",
          "group_by",
          "type",
          "credit_limit",
          "alert_threshold",
          "periodic_reset",
          "periodic_reset_days",
          "next_usage_reset_at",
          "unit",
          "value",
          "workspaces",
          "enabled",
          "allow_all_models",
          "pricing_config",
          "pool_limits",
          "expires_at",
          "alert_emails",
          "rotation_policy",
          "config",
          "isDefault",
          "secret_mappings",
          "tags",
          "pricing_adjustments",
          "users",
          "role",
          "email",
          "status",
          "icon",
          "note",
          "global_workspace_access",
          "override_existing_workspace_access",
          "default_provider_slug",
          "create_default_provider",
          "reset_usage",
          "force_delete",
          "id",
          "custom_host",
          "custom_headers",
          "metadata",
          "config_id",
          "allow_config_override",
          "user_id",
          "target",
          "is_custom",
          "base_model_slug",
          "pay_as_you_go",
          "request_token",
          "price",
          "first_name",
          "last_name",
          "password",
          "token",
          "manager_type",
          "auth_config",
          "secret_path",
          "secret_key",
          "trace_id",
          "weight",
          "key_transition_period_ms",
          "provider",
          "model",
          "request",
          "response",
          "filters",
          "requested_data",
          "allow_unpriced_models");

  private static final List<String> PARAMETERS =
      List.of(
          "workspace_id",
          "page_size",
          "current_page",
          "pageSize",
          "currentPage",
          "ids",
          "type",
          "status",
          "name",
          "exact_name",
          "start_time",
          "end_time",
          "slugs",
          "provider",
          "model",
          "limit",
          "offset",
          "sort",
          "order",
          "role",
          "email",
          "metadata",
          "columns",
          "cost_min",
          "time_of_generation_min",
          "time_of_generation_max",
          "trace_id",
          "search",
          "cursor",
          "status_code",
          "prompt_bytes",
          "max_tokens",
          "api_key_id",
          "language",
          "ai_service");

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static List<AdminRoute> routes;
  private static final List<String> IDS = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    routes = AdminRoute.of(catalog);
    String workspace = catalog.workspace("Target");
    catalog.integration("prod", "echo", "");
    catalog.provision("prod", workspace, "");
    String key =
        catalog
            .create(
                "/v1/api-keys/workspace/service",
                "{\"name\":\"k\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"]}"
                    .formatted(workspace))
            .at("id")
            .toString();
    IDS.addAll(List.of(workspace, "prod", key, "workspace", "service"));
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  @Test
  void noneCrashesTheServerAndARefusedOneChangesNothing() {
    List<String> wrong = new ArrayList<>();
    Map<Integer, Integer> statuses = new TreeMap<>();
    Map<String, String> before = stored();
    for (int seed = 0; seed < REQUESTS && wrong.size() < 20; seed++) {
      Malformed request = new Malformed(seed);
      Answer answer = catalog.send(request.build());
      statuses.merge(answer.status(), 1, Integer::sum);
      if (answer.status() >= 500) {
        wrong.add(request + "\n  " + answer);
      }
      Map<String, String> after = stored();
      if (answer.status() >= 400 && !after.equals(before)) {
        wrong.add(request + "\n  " + answer + "\n  left " + difference(before, after));
      }
      before = after;
    }
    assertThat(wrong).isEmpty();
    // Requests that nothing was wrong with would prove nothing, and so would those cut at the door.
    assertThat(statuses.getOrDefault(400, 0)).as(statuses.toString()).isGreaterThan(REQUESTS / 4);
  }

  private static Set<String> difference(Map<String, String> before, Map<String, String> after) {
    Set<String> tables = new TreeSet<>();
    after.forEach(
        (table, what) -> {
          if (!what.equals(before.get(table))) {
            tables.add(table + ": " + before.get(table) + " -> " + what);
          }
        });
    return tables;
  }

  /** How many rows each table has, and how often they were changed. */
  @SuppressWarnings("unchecked")
  private static Map<String, String> stored() {
    TransactionOperations<Connection> transactions =
        catalog.server().context().getBean(TransactionOperations.class);
    return transactions.execute(
        TransactionDefinition.DEFAULT, status -> stored(status.getConnection()));
  }

  private static Map<String, String> stored(Connection connection) throws SQLException {
    Map<String, Boolean> tables = TABLES.isEmpty() ? tables(connection) : TABLES;
    String query =
        tables.entrySet().stream()
            .map(
                table ->
                    "SELECT '%s', COUNT(*), %s FROM %s"
                        .formatted(
                            table.getKey(),
                            table.getValue() ? "SUM(version)" : "0",
                            table.getKey()))
            .collect(Collectors.joining(" UNION ALL "));
    Map<String, String> stored = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        stored.put(rows.getString(1), rows.getLong(2) + " rows, " + rows.getLong(3) + " changes");
      }
    }
    return stored;
  }

  private static final Map<String, Boolean> TABLES = new TreeMap<>();

  private static Map<String, Boolean> tables(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, "public", "%", new String[] {"BASE TABLE"})) {
      while (tables.next()) {
        String name = tables.getString("TABLE_NAME");
        if (!LIVELY.contains(name)) {
          TABLES.put(name, false);
        }
      }
    }
    for (String table : List.copyOf(TABLES.keySet())) {
      try (ResultSet column =
          connection.getMetaData().getColumns(null, "public", table, "version")) {
        while (column.next()) {
          TABLES.put(table, TABLES.get(table) || column.getString("TYPE_NAME").contains("BIGINT"));
        }
      }
    }
    assertThat(TABLES).containsKeys("workspace", "integration", "provider", "api_key");
    return TABLES;
  }

  /** One request, the same each time for its seed. */
  private static final class Malformed {
    private final int seed;
    private final Random random;
    private final AdminRoute route;
    private final String path;
    private final byte[] body;

    Malformed(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.route = one(routes);
      List<String> places = new ArrayList<>();
      for (int i = 0; i < route.placeholders(); i++) {
        places.add(random.nextInt(4) == 0 ? encoded(text()) : one(IDS));
      }
      StringBuilder written = new StringBuilder(route.path(places));
      for (int i = random.nextInt(3); i > 0; i--) {
        written
            .append(written.indexOf("?") < 0 ? '?' : '&')
            .append(one(PARAMETERS))
            .append('=')
            .append(encoded(random.nextBoolean() ? text() : number()));
      }
      this.path = written.toString();
      this.body = route.reads() ? new byte[0] : body();
    }

    HttpRequest build() {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(catalog.uri(path))
              .header("Authorization", "Bearer " + LocalCatalog.ADMIN)
              .header(
                  "Content-Type",
                  random.nextInt(50) == 0
                      ? one(List.of("text/plain", "a/b;c"))
                      : "application/json");
      return request
          .method(
              route.method(),
              body.length == 0
                  ? HttpRequest.BodyPublishers.noBody()
                  : HttpRequest.BodyPublishers.ofByteArray(body))
          .build();
    }

    private byte[] body() {
      String object = object(0);
      return switch (random.nextInt(20)) {
        case 0 ->
            object.substring(0, random.nextInt(object.length())).getBytes(StandardCharsets.UTF_8);
        case 1 -> (object + one(List.of("}", ",", "x", "[]"))).getBytes(StandardCharsets.UTF_8);
        case 2 -> ("[" + object + "]").getBytes(StandardCharsets.UTF_8);
        case 3 -> {
          byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
          yield bytes;
        }
        case 4 -> new byte[0];
        default -> object.getBytes(StandardCharsets.UTF_8);
      };
    }

    private String object(int depth) {
      StringBuilder object = new StringBuilder("{");
      int members = depth == 0 ? 2 + random.nextInt(8) : random.nextInt(5);
      for (int i = 0; i < members; i++) {
        object
            .append(i == 0 ? "" : ",")
            .append('"')
            .append(one(FIELDS))
            .append("\":")
            .append(value(depth));
      }
      return object.append('}').toString();
    }

    private String value(int depth) {
      return switch (random.nextInt(depth > 3 ? 5 : 9)) {
        case 0 -> one(List.of("null", "true", "false"));
        case 1 -> number();
        case 2, 3, 4 -> "\"" + escaped(text()) + "\"";
        case 5, 6 -> object(depth + 1);
        default -> {
          StringBuilder list = new StringBuilder("[");
          for (int i = random.nextInt(4); i > 0; i--) {
            list.append(value(depth + 1)).append(i == 1 ? "" : ",");
          }
          yield list.append(']').toString();
        }
      };
    }

    private String number() {
      return one(
          List.of(
              "0",
              "-1",
              "1",
              "1.5",
              "100",
              "1e3",
              "1e400",
              "-1e-400",
              "9223372036854775807",
              "9223372036854775808",
              "0.0000000001",
              "123456789012345678901234567890",
              "365"));
    }

    private String text() {
      return switch (random.nextInt(6)) {
        case 0 ->
            one(
                List.of(
                    "",
                    " ",
                    "\u0000",
                    "\u202e",
                    "\ud83d\ude00",
                    "x".repeat(300),
                    "x".repeat(5000),
                    "../..",
                    "' OR 1=1 --",
                    "%",
                    "_",
                    "\\",
                    "\"",
                    "@",
                    "a/b",
                    "..",
                    "ÄÖ"));
        case 1 -> one(IDS);
        case 2 -> "11111111-1111-4111-8111-11111111111" + random.nextInt(10);
        case 3 ->
            one(
                List.of(
                    "2026-01-01",
                    "2099-12-31T23:59:59Z",
                    "0000-00-00",
                    "+999999999-01-01T00:00:00Z",
                    "yesterday",
                    "2026-02-30",
                    "1e9999-01-01"));
        default ->
            one(
                List.of(
                    "cost",
                    "tokens",
                    "requests",
                    "rpm",
                    "rps",
                    "rpw",
                    "weekly",
                    "monthly",
                    "organisation",
                    "workspace",
                    "admin",
                    "member",
                    "owner",
                    "openai",
                    "echo",
                    "azure-openai",
                    "custom",
                    "logs.list",
                    "completions.write",
                    "api_key",
                    "metadata.x",
                    "active",
                    "archived",
                    "http://127.0.0.1",
                    "https://example.com",
                    "static",
                    "json",
                    "string",
                    "hashicorp_vault",
                    "environment"));
      };
    }

    private <T> T one(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    private static String encoded(String text) {
      String encoded = java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
      return encoded.isEmpty() ? "%20" : encoded;
    }

    private static String escaped(String text) {
      StringBuilder escaped = new StringBuilder();
      text.chars()
          .forEach(
              c -> {
                if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                  escaped.append("\\u%04x".formatted(c));
                } else {
                  escaped.append((char) c);
                }
              });
      return escaped.toString();
    }

    @Override
    public String toString() {
      return "seed "
          + seed
          + ": "
          + route.method()
          + " "
          + path
          + " "
          + new String(body, StandardCharsets.UTF_8);
    }
  }
}
