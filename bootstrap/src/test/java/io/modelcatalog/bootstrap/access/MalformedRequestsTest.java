package io.modelcatalog.bootstrap.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import io.modelcatalog.bootstrap.openapi.ApiFile;
import io.modelcatalog.bootstrap.openapi.ApiFile.Operation;
import io.modelcatalog.bootstrap.openapi.Tree;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
 * Ten thousand requests that are wrong in some way, made from the committed description of the
 * administration: its operations with their parameters, and the examples of its requests, broken
 * against their schemas. None crashes the server, and one that is refused leaves everything as it
 * was. A failure names the seed of its request.
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

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static ApiFile file;
  private static List<Operation> operations;
  private static final List<String> IDS = new ArrayList<>();

  /** What stands for samples of the file. */
  private static final Map<String, String> WORLD = new HashMap<>();

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    file = ApiFile.admin();
    operations = file.operations();
    String workspace = catalog.workspace("Target");
    catalog.integration("openai-prod", "echo", "");
    catalog.provision("openai-prod", workspace, "");
    String key =
        catalog
            .create(
                "/v1/api-keys/workspace/service",
                "{\"name\":\"k\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"]}"
                    .formatted(workspace))
            .at("id")
            .toString();
    IDS.addAll(List.of(workspace, "openai-prod", key, "workspace", "service"));
    WORLD.put("research", workspace);
    WORLD.put("7a1f5a44-02b2-4a06-9c3b-7f7f8f1c2d12", key);
  }

  @AfterAll
  static void stop() {
    catalog.close();
    // Schemas that were compiled are large, and statics stay for all tests to come.
    file = null;
    operations = null;
  }

  @Test
  void noneCrashesTheServerAndARefusedOneChangesNothing() {
    List<String> wrong = new ArrayList<>();
    Map<Integer, Integer> statuses = new TreeMap<>();
    Set<Operation> asked = new HashSet<>();
    Map<String, String> before = stored();
    for (int seed = 0; seed < REQUESTS && wrong.size() < 20; seed++) {
      Malformed request = new Malformed(seed);
      asked.add(request.operation);
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
    assertThat(asked).containsAll(operations).hasSizeGreaterThan(80);
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
    private final Operation operation;
    private final String path;
    private final byte[] body;

    Malformed(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.operation = one(operations);
      this.path = path();
      this.body = operation.body().map(this::body).orElseGet(() -> new byte[0]);
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
      for (Map<String, Object> parameter : operation.parameters("header")) {
        if (random.nextInt(20) == 0) {
          request.header(
              (String) parameter.get("name"),
              one(List.of("", "*", "W/\"1\"", "\"1\"", "a b", "x".repeat(300), "key")));
        }
      }
      return request
          .method(
              operation.method(),
              body.length == 0
                  ? HttpRequest.BodyPublishers.noBody()
                  : HttpRequest.BodyPublishers.ofByteArray(body))
          .build();
    }

    private String path() {
      String plain = operation.path();
      for (Map<String, Object> parameter : operation.parameters("path")) {
        plain =
            plain.replace(
                "{" + parameter.get("name") + "}",
                encoded(
                    random.nextInt(3) == 0 ? text() : sample(Tree.object(parameter, "schema"))));
      }
      List<String> asked = new ArrayList<>();
      for (Map<String, Object> parameter : operation.parameters("query")) {
        boolean required = Boolean.TRUE.equals(parameter.get("required"));
        if (random.nextInt(required ? 2 : 6) == 0 && !"dry_run".equals(parameter.get("name"))) {
          asked.add(
              parameter.get("name")
                  + "="
                  + encoded(
                      switch (random.nextInt(4)) {
                        case 0 -> text();
                        case 1 -> number();
                        default -> wrongText(Tree.object(parameter, "schema"));
                      }));
        }
      }
      return plain + (asked.isEmpty() ? "" : "?" + String.join("&", asked));
    }

    /** A value that the file says a parameter can have. */
    private String sample(Map<String, Object> schema) {
      List<Object> samples = new ArrayList<>(Tree.list(schema, "examples"));
      samples.addAll(Tree.list(schema, "enum"));
      String sample = samples.isEmpty() ? one(IDS) : String.valueOf(one(samples));
      return WORLD.getOrDefault(sample, sample);
    }

    private String wrongText(Map<String, Object> schema) {
      Object value = wrong(schema);
      return value instanceof String || value instanceof Number
          ? value.toString()
          : ApiFile.json(value);
    }

    private byte[] body(Map<String, Object> schema) {
      Object tree = inThisWorld(one(file.examples(schema)));
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        tree = broken(schema, tree);
      }
      String json = ApiFile.json(tree);
      return switch (random.nextInt(20)) {
        case 0 -> json.substring(0, random.nextInt(json.length())).getBytes(StandardCharsets.UTF_8);
        case 1 -> (json + one(List.of("}", ",", "x", "[]"))).getBytes(StandardCharsets.UTF_8);
        case 2 -> ("[" + json + "]").getBytes(StandardCharsets.UTF_8);
        case 3 -> {
          byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
          yield bytes;
        }
        case 4 -> new byte[0];
        default -> json.getBytes(StandardCharsets.UTF_8);
      };
    }

    private Object inThisWorld(Object value) {
      return switch (value) {
        case Map<?, ?> map -> {
          Map<String, Object> there = new LinkedHashMap<>();
          map.forEach((name, each) -> there.put((String) name, inThisWorld(each)));
          yield there;
        }
        case List<?> list -> new ArrayList<>(list.stream().map(this::inThisWorld).toList());
        case String text -> WORLD.getOrDefault(text, text);
        case null, default -> value;
      };
    }

    /** The value with something in it that its schema does not allow, or not there. */
    private Object broken(Map<String, Object> reference, Object value) {
      Map<String, Object> schema = form(reference);
      Map<String, Object> properties = Tree.object(schema, "properties");
      if (random.nextInt(12) == 0) {
        return wrong(schema);
      }
      if (value instanceof Map<?, ?> map && !properties.isEmpty()) {
        Map<String, Object> broken = new LinkedHashMap<>(Tree.object(map));
        String name = one(List.copyOf(properties.keySet()));
        Map<String, Object> property = Tree.object(properties.get(name));
        if (random.nextInt(8) == 0) {
          broken.remove(name);
        } else if (broken.get(name) != null && random.nextInt(3) != 0) {
          broken.put(name, broken(property, broken.get(name)));
        } else {
          broken.put(name, wrong(property));
        }
        return broken;
      }
      if (value instanceof List<?> list && schema.containsKey("items")) {
        List<Object> broken = new ArrayList<>(list);
        Map<String, Object> item = Tree.object(schema, "items");
        if (broken.isEmpty() || random.nextInt(4) == 0) {
          broken.add(broken.isEmpty() ? wrong(item) : broken.getFirst());
        } else {
          int at = random.nextInt(broken.size());
          broken.set(at, broken(item, broken.get(at)));
        }
        return broken;
      }
      return wrong(schema);
    }

    /** One of the forms that a schema can have. */
    private Map<String, Object> form(Map<String, Object> reference) {
      Map<String, Object> schema = file.resolved(reference);
      return schema.get("anyOf") == null
          ? schema
          : form(one(Tree.<Map<String, Object>>list(schema, "anyOf")));
    }

    /** A value of another type, beyond a bound, or one that means something else. */
    private Object wrong(Map<String, Object> reference) {
      Map<String, Object> schema = form(reference);
      List<Object> wrong = new ArrayList<>(List.of(text(), true, Map.of(), List.of()));
      wrong.add(null);
      wrong.add(Map.of("name", text(), "id", one(IDS)));
      wrong.add(List.of(text(), 1));
      wrong.add(new BigDecimal(number()));
      if (schema.get("maxLength") instanceof Integer most) {
        wrong.add("x".repeat(most + 1));
        wrong.add(" ");
      }
      for (String bound : List.of("minimum", "exclusiveMinimum", "maximum")) {
        if (schema.get(bound) instanceof Number number) {
          BigDecimal exact = new BigDecimal(number.toString());
          wrong.add(
              bound.equals("maximum") ? exact.add(BigDecimal.ONE) : exact.subtract(BigDecimal.ONE));
          wrong.add(exact.add(new BigDecimal("0.5")));
        }
      }
      if (schema.containsKey("enum")) {
        wrong.add("none of these");
        wrong.add(one(Tree.<Object>list(schema, "enum")));
      }
      if (schema.get("additionalProperties") != null) {
        Map<String, Object> deep = new LinkedHashMap<>();
        Map<String, Object> here = deep;
        for (int i = random.nextInt(80); i > 0; i--) {
          Map<String, Object> next = new LinkedHashMap<>();
          here.put("x", next);
          here = next;
        }
        wrong.add(deep);
        wrong.add(Map.of(text(), text()));
      }
      return one(wrong);
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

    @Override
    public String toString() {
      return "seed "
          + seed
          + ": "
          + operation.method()
          + " "
          + path
          + " "
          + new String(body, StandardCharsets.UTF_8);
    }
  }
}
