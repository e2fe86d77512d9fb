package io.modelcatalog.adapters.http.apikey;

import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.POWERLESS;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.RED;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.STRANGER;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.workspace.CatalogOverHttp;
import io.modelcatalog.adapters.http.workspace.CatalogOverHttp.Answer;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeyApiTest {
  private static final String PATH = "/v1/api-keys";
  private static final String SERVICE = PATH + "/workspace/service";

  private CatalogOverHttp catalog;

  @BeforeEach
  void start() {
    catalog = new CatalogOverHttp();
  }

  @AfterEach
  void stop() {
    catalog.close();
  }

  @Test
  void theAnswerThatIssuesAKeyIsTheOnlyOneThatShowsIt() {
    Answer issued = issue(RED, "{\"name\":\"ci\",\"scopes\":[\"virtual_keys.list\"]}");
    String id = issued.text("id");
    String key = issued.text("key");

    assertThat(issued.status()).isEqualTo(200);
    assertThat(issued.body()).containsOnlyKeys("id", "key", "object");
    assertThat(issued.at("object")).isEqualTo("api-key");
    for (Answer later :
        List.of(
            catalog.get(PATH + "/" + id),
            catalog.get(PATH),
            catalog.put(PATH + "/" + id, "{\"name\":\"ci 2\"}"))) {
      assertThat(later.status()).isEqualTo(200);
      assertThat(later.text()).doesNotContain(key);
    }
    assertThat(catalog.get(PATH + "/" + id).text("key")).contains("*****");
  }

  @Test
  void anIssuedKeyWorksUntilItIsDeleted() {
    Answer issued = issue(RED, "{\"name\":\"ci\",\"scopes\":[\"virtual_keys.list\"]}");
    String key = issued.text("key");

    assertThat(catalog.as(key, "GET", "/v1/providers", null).status()).isEqualTo(200);
    assertThat(catalog.as(key, "GET", PATH, null).status()).isEqualTo(403);
    Answer deleted = catalog.delete(PATH + "/" + issued.at("id"));

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body()).isEmpty();
    assertThat(catalog.as(key, "GET", "/v1/providers", null).status()).isEqualTo(401);
  }

  @Test
  void theAnswerToARotationIsTheOnlyOneThatShowsTheNewSecret() {
    Answer issued = issue(RED, "{\"name\":\"ci\",\"scopes\":[\"virtual_keys.list\"]}");
    String path = PATH + "/" + issued.at("id");

    Answer rotated = catalog.post(path + "/rotate", "{\"key_transition_period_ms\":1800000}");

    assertThat(rotated.status()).as(rotated.text()).isEqualTo(200);
    assertThat(rotated.body()).containsOnlyKeys("id", "key", "key_transition_expires_at", "object");
    assertThat(rotated.at("id")).isEqualTo(issued.at("id"));
    assertThat(rotated.text("key")).isNotEqualTo(issued.text("key"));
    assertThat(catalog.get(path).at("key_transition_expires_at"))
        .isEqualTo(rotated.at("key_transition_expires_at"));
    assertThat(catalog.get(path).text()).doesNotContain(rotated.text("key"));
    assertThat(catalog.as(rotated.text("key"), "GET", "/v1/providers", null).status())
        .isEqualTo(200);
    catalog.world.later(catalog.world.clock().instant().plusMillis(1_800_000));
    assertThat(catalog.get(path).at("key_transition_expires_at")).isNull();
  }

  @Test
  void aRotationNeedsNoBodyAndRefusesAWrongTransition() {
    String path =
        PATH
            + "/"
            + issue(RED, "{\"name\":\"ci\",\"scopes\":[\"virtual_keys.list\"]}").at("id")
            + "/rotate";

    assertThat(catalog.post(path, null).status()).isEqualTo(200);
    assertThat(catalog.post(path, "{}").status()).isEqualTo(200);
    for (String wrong : List.of("1799999", "-1", "\"soon\"", "1e30", "31536000001")) {
      Answer refused = catalog.post(path, "{\"key_transition_period_ms\":" + wrong + "}");
      assertThat(refused.status()).as(wrong).isEqualTo(400);
      assertThat(refused.text()).contains("key_transition_period_ms");
    }
    assertThat(catalog.as(POWERLESS, "POST", path, null).status()).isEqualTo(403);
    assertThat(catalog.as(STRANGER, "POST", path, null).status()).isEqualTo(404);
  }

  @Test
  void listsKeysOfOneType() {
    issue(RED, "{\"name\":\"ci\",\"scopes\":[\"virtual_keys.list\"]}");

    assertThat(catalog.get(PATH + "?type=workspace-service").text()).contains("workspace-service");
    assertThat(catalog.get(PATH + "?type=workspace-user").text())
        .doesNotContain("workspace-service");
    assertThat(catalog.get(PATH + "?type=robot").status()).isEqualTo(400);
    assertThat(catalog.get(PATH + "?status=active").at("total")).isEqualTo(1);
    assertThat(catalog.get(PATH + "?status=expired").at("total")).isEqualTo(0);
    assertThat(catalog.get(PATH + "?status=asleep").at("errors.0.pointer")).isEqualTo("/status");
  }

  @Test
  void showsAllThatWasSaidOfAKey() {
    String config =
        catalog.as(RED, "POST", "/v1/configs", "{\"name\":\"x\",\"config\":{}}").text("slug");
    String id =
        issue(
                RED,
                """
                {"type":"workspace","sub-type":"service","name":"ci","description":"builds",
                 "scopes":["virtual_keys.list","completions.write"],
                 "usage_limits":{"type":"tokens","credit_limit":5000,"periodic_reset_days":30},
                 "rate_limits":[{"type":"requests","unit":"rps","value":5},
                                {"type":"tokens","unit":"rpw","value":70000}],
                 "defaults":{"metadata":{"app":"ci"},"config_id":"pc-of-the-key","allow_config_override":false},
                 "alert_emails":["ops@example.com"],"expires_at":"2030-01-01T00:00:00Z",
                 "rotation_policy":null}
                """
                    .replace("pc-of-the-key", config))
            .text("id");

    Answer found = catalog.get(PATH + "/" + id);

    assertThat(found.at("type")).isEqualTo("workspace-service");
    assertThat(found.at("workspace_id")).isEqualTo(catalog.world.red.id().toString());
    assertThat(found.at("user_id")).isNull();
    assertThat(found.at("description")).isEqualTo("builds");
    assertThat(found.at("status")).isEqualTo("active");
    assertThat(found.at("creation_mode")).isEqualTo("api");
    assertThat(found.at("scopes")).isEqualTo(List.of("virtual_keys.list", "completions.write"));
    assertThat(found.at("usage_limits.credit_limit")).isEqualTo(5000);
    assertThat(found.at("usage_limits.periodic_reset_days")).isEqualTo(30);
    assertThat(found.at("rate_limits.0.unit")).isEqualTo("rps");
    assertThat(found.at("rate_limits.1.value")).isEqualTo(70000);
    assertThat(found.at("defaults.metadata.app")).isEqualTo("ci");
    assertThat(found.at("defaults.allow_config_override")).isEqualTo(false);
    assertThat(found.at("alert_emails")).isEqualTo(List.of("ops@example.com"));
    assertThat(found.at("expires_at")).isEqualTo("2030-01-01T00:00:00.000Z");
    assertThat(found.at("object")).isEqualTo("api-key");
  }

  @Test
  void showsAndChangesWhenAKeyIsRotatedByTheClock() {
    String path =
        PATH
            + "/"
            + issue(
                    RED,
                    """
                    {"name":"ci","scopes":["virtual_keys.list"],
                     "rotation_policy":{"rotation_period_days":30,"next_rotation_at":"2090-01-01T13:00:00Z"}}
                    """)
                .at("id");

    assertThat(catalog.get(path).at("rotation_policy"))
        .isEqualTo(rotation(null, 30, "2090-01-01T00:00:00.000Z", 86_400_000));
    assertThat(catalog.get(path).at("rotation_pending")).isEqualTo(false);

    catalog.put(path, "{\"name\":\"other\"}");
    catalog.put(path, "{\"rotation_policy\":{\"rotation_period_days\":30}}");
    assertThat(catalog.get(path).at("rotation_policy.next_rotation_at"))
        .isEqualTo("2090-01-01T00:00:00.000Z");

    catalog.put(
        path,
        """
        {"rotation_policy":{"rotation_period":"monthly","next_rotation_at":"2090-02-01T00:00:00Z",
                            "key_transition_period_ms":1800000}}
        """);
    assertThat(catalog.get(path).at("rotation_policy"))
        .isEqualTo(rotation("monthly", null, "2090-02-01T00:00:00.000Z", 1_800_000));

    catalog.put(path, "{\"rotation_policy\":null}");
    assertThat(catalog.get(path).at("rotation_policy")).isNull();
  }

  private static Map<String, Object> rotation(
      @Nullable String period, @Nullable Integer days, String next, int transition) {
    Map<String, Object> policy = new HashMap<>();
    policy.put("rotation_period", period);
    policy.put("rotation_period_days", days);
    policy.put("next_rotation_at", next);
    policy.put("key_transition_period_ms", transition);
    policy.put("status", "ACTIVE");
    return policy;
  }

  @Test
  void eachTypeOfKeyHasItsPath() {
    String ada = catalog.admin("ada");
    Answer organization =
        catalog.post(
            PATH + "/organisation/service", "{\"name\":\"o\",\"scopes\":[\"workspaces.list\"]}");
    Answer user =
        catalog.post(
            PATH + "/workspace/user",
            "{\"name\":\"u\",\"scopes\":[\"logs.list\"],\"workspace_id\":\"red\",\"user_id\":\""
                + ada
                + "\"}");

    assertThat(catalog.get(PATH + "/" + organization.at("id")).at("type"))
        .isEqualTo("organisation-service");
    assertThat(catalog.get(PATH + "/" + user.at("id")).at("type")).isEqualTo("workspace-user");
    assertThat(catalog.get(PATH + "/" + user.at("id")).at("user_id")).isEqualTo(ada);
    for (String path : List.of("/organisation/user", "/team/service", "/workspace/robot")) {
      Answer refused = catalog.post(PATH + path, "{\"name\":\"x\",\"scopes\":[\"logs.list\"]}");

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.at("errors.0.pointer")).isEqualTo("/type");
    }
  }

  @Test
  void listsByWorkspaceAndByIds() {
    String first = issue(RED, "{\"name\":\"a\",\"scopes\":[\"logs.list\"]}").text("id");
    String second = issue(RED, "{\"name\":\"b\",\"scopes\":[\"logs.list\"]}").text("id");
    catalog.post(PATH + "/organisation/service", "{\"name\":\"o\",\"scopes\":[\"logs.list\"]}");

    assertThat(catalog.get(PATH).at("object")).isEqualTo("list");
    assertThat(catalog.get(PATH).at("total")).isEqualTo(3);
    assertThat(catalog.get(PATH + "?workspace_id=red").at("total")).isEqualTo(2);
    assertThat(catalog.get(PATH + "?workspace_id=blue").at("total")).isEqualTo(0);
    assertThat(catalog.as(RED, "GET", PATH, null).at("total")).isEqualTo(2);
    assertThat(catalog.get(PATH + "?ids=" + first + "," + second).at("total")).isEqualTo(2);
    assertThat(catalog.get(PATH + "?ids=" + second).at("data.0.id")).isEqualTo(second);
    assertThat(catalog.get(PATH + "?ids=x").at("errors.0.pointer")).isEqualTo("/ids");
    assertThat(catalog.get(PATH + "?page_size=1&current_page=2").at("total")).isEqualTo(3);
    assertThat(catalog.as(STRANGER, "GET", PATH + "?ids=" + first, null).at("total")).isEqualTo(0);
  }

  @Test
  void changesWhatIsMentionedAndClearsWhatIsNull() {
    String id =
        issue(
                RED,
                """
                {"name":"ci","description":"d","scopes":["logs.list"],
                 "usage_limits":{"type":"cost","credit_limit":5},
                 "rate_limits":[{"type":"requests","unit":"rpm","value":5}],
                 "defaults":{"metadata":{"a":"b"}},"alert_emails":["a@b.c"],
                 "expires_at":"2030-01-01T00:00:00Z"}
                """)
            .text("id");

    Answer changed =
        catalog.put(
            PATH + "/" + id,
            """
            {"id":"ignored","name":"ci 2","description":null,"scopes":["logs.list","logs.view"],
             "usage_limits":null,"alert_emails":[],"expires_at":null}
            """);

    Answer found = catalog.get(PATH + "/" + id);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body()).isEmpty();
    assertThat(found.at("name")).isEqualTo("ci 2");
    assertThat(found.at("description")).isNull();
    assertThat(found.at("scopes")).isEqualTo(List.of("logs.list", "logs.view"));
    assertThat(found.at("usage_limits")).isNull();
    assertThat(found.at("rate_limits.0.value")).isEqualTo(5);
    assertThat(found.at("defaults.metadata.a")).isEqualTo("b");
    assertThat(found.at("alert_emails")).isEqualTo(List.of());
    assertThat(found.at("expires_at")).isNull();
  }

  @Test
  void anExhaustedKeyIsToldAndAResetReactivatesIt() {
    String id =
        issue(
                RED,
                """
                {"name":"ci","scopes":["logs.list"],
                 "usage_limits":{"type":"cost","credit_limit":5}}
                """)
            .text("id");
    catalog.use(
        LimitKey.of(Level.API_KEY, UUID.fromString(id), dollars(5), 0), dollars(5).amount());
    assertThat(catalog.get(PATH + "/" + id).at("status")).isEqualTo("exhausted");

    catalog.put(PATH + "/" + id, "{\"reset_usage\":true}");

    assertThat(catalog.get(PATH + "/" + id).at("status")).isEqualTo("active");
  }

  @Test
  void nobodyHandsOutAScopeThatTheyDoNotHold() {
    String clerk =
        catalog
            .post(
                SERVICE,
                "{\"name\":\"clerk\",\"workspace_id\":\"red\",\"scopes\":"
                    + "[\"workspace_service_api_keys.create\",\"logs.list\"]}")
            .text("key");

    Answer refused =
        catalog.as(clerk, "POST", SERVICE, "{\"name\":\"x\",\"scopes\":[\"completions.write\"]}");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("data.message")).contains("completions.write");
    assertThat(
            catalog
                .as(clerk, "POST", SERVICE, "{\"name\":\"x\",\"scopes\":[\"logs.list\"]}")
                .status())
        .isEqualTo(200);
  }

  @Test
  void whatIsOutOfReachAnswersLikeWhatDoesNotExist() {
    String id = issue(RED, "{\"name\":\"ci\",\"scopes\":[\"logs.list\"]}").text("id");
    String nobodys = "00000000-0000-4000-8000-00000000dead";

    for (String method : List.of("GET", "PUT", "DELETE")) {
      String body = method.equals("PUT") ? "{\"name\":\"x\"}" : null;
      Answer foreign = catalog.as(STRANGER, method, PATH + "/" + id, body);
      Answer missing = catalog.as(STRANGER, method, PATH + "/" + nobodys, body);

      assertThat(foreign.status()).isEqualTo(404);
      assertThat(foreign.at("data.errorCode")).isEqualTo("AB02");
      assertThat(foreign.text().replace(id, nobodys)).isEqualTo(missing.text());
    }
    assertThat(catalog.get(PATH + "/" + id).at("name")).isEqualTo("ci");
    assertThat(catalog.get(PATH + "/not-a-uuid").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, '', organisation_service_api_keys.list",
    "POST, /organisation/service, organisation_service_api_keys.create",
    "POST, /workspace/service, workspace_service_api_keys.create",
    "POST, /workspace/user, workspace_user_api_keys.create",
    "GET, /x, organisation_service_api_keys.read",
    "PUT, /x, organisation_service_api_keys.update",
    "DELETE, /x, organisation_service_api_keys.delete"
  })
  void eachOperationNeedsItsScope(String method, String path, String scope) {
    String body =
        method.equals("GET") || method.equals("DELETE")
            ? null
            : "{\"name\":\"x\",\"scopes\":[\"logs.list\"]}";

    Answer refused = catalog.as(POWERLESS, method, PATH + path, body);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB03");
    assertThat(refused.text("data.message")).contains(scope);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"scopes":["logs.list"]}                                             | /name
          {"name":"","scopes":["logs.list"]}                                   | /name
          {"name":"x"}                                                         | /scopes
          {"name":"x","scopes":[]}                                             | /scopes
          {"name":"x","scopes":null}                                           | /scopes
          {"name":"x","scopes":"logs.list"}                                    | /scopes
          {"name":"x","scopes":["logs.list",7]}                                | /scopes/1
          {"name":"x","scopes":["logs.list","god.mode"]}                       | /scopes
          {"name":"x","scopes":["logs.list"],"user_id":"ada"}                  | /user_id
          {"name":"x","scopes":["logs.list"],"expires_at":"2020-01-01"}        | /expires_at
          {"name":"x","scopes":["logs.list"],"alert_emails":["nobody"]}        | /alert_emails/0
          {"name":"x","scopes":["logs.list"],"alert_emails":"a@b.c"}           | /alert_emails
          {"name":"x","scopes":["logs.list"],"defaults":[]}                    | /defaults
          {"name":"x","scopes":["logs.list"],"defaults":{"metadata":"x"}}      | /defaults/metadata
          {"name":"x","scopes":["logs.list"],"defaults":{"config_id":5}}       | /defaults/config_id
          {"name":"x","scopes":["logs.list"],"defaults":{"allow_config_override":"no"}} | /defaults/allow_config_override
          {"name":"x","scopes":["logs.list"],"rate_limits":[{"type":"requests","unit":"rpm","value":1},{"type":"requests","unit":"rpm","value":2}]} | /rate_limits/1/unit
          {"name":"x","scopes":["logs.list"],"usage_limits":{"type":"cost","credit_limit":0}} | /usage_limits/credit_limit
          {"name":"x","scopes":["logs.list"],"rotation_policy":{}}             | /rotation_policy
          {"name":"x","scopes":["logs.list"],"rotation_policy":"weekly"}       | /rotation_policy
          {"name":"x","scopes":["logs.list"],"rotation_policy":{"rotation_period":"daily"}} | /rotation_policy/rotation_period
          {"name":"x","scopes":["logs.list"],"rotation_policy":{"rotation_period_days":366}} | /rotation_policy/rotation_period_days
          {"name":"x","scopes":["logs.list"],"rotation_policy":{"rotation_period":"weekly","rotation_period_days":7}} | /rotation_policy/rotation_period_days
          {"name":"x","scopes":["logs.list"],"rotation_policy":{"next_rotation_at":"2020-01-01"}} | /rotation_policy/next_rotation_at
          {"name":"x","scopes":["logs.list"],"rotation_policy":{"rotation_period":"weekly","key_transition_period_ms":604800000}} | /rotation_policy/key_transition_period_ms
          """)
  void aFaultyRequestNamesTheFieldAndIssuesNothing(String body, String pointer) {
    Answer refused = issue(RED, body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB01");
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
    assertThat(catalog.get(PATH).at("total")).isEqualTo(0);
  }

  private Answer issue(String key, String body) {
    return catalog.as(key, "POST", SERVICE, body);
  }
}
