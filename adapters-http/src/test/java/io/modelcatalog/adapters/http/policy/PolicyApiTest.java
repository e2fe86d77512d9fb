package io.modelcatalog.adapters.http.policy;

import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.POWERLESS;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.RED;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.workspace.CatalogOverHttp;
import io.modelcatalog.adapters.http.workspace.CatalogOverHttp.Answer;
import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.UsageRecord;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyApiTest {
  private static final String USAGE = "/v1/policies/usage-limits";
  private static final String RATE = "/v1/policies/rate-limits";
  private static final String A_BUDGET =
      """
      {"name":"Teams","conditions":[{"key":"metadata.team","value":"*"},
        {"key":"model","value":["@openai/gpt-4o","@openai/*"],"excludes":true}],
       "group_by":[{"key":"metadata.team"},{"key":"api_key"}],
       "type":"cost","credit_limit":12.5,"alert_threshold":10,"periodic_reset":"monthly"}""";
  private static final String A_RATE =
      """
      {"conditions":[{"key":"endpoint_type","value":"embed"}],"group_by":[{"key":"api_key"}],
       "type":"tokens","unit":"rph","value":5000}""";

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
  void showsAllThatWasSaidOfABudget() {
    Answer created = catalog.as(RED, "POST", USAGE, A_BUDGET);
    assertThat(created.status()).isEqualTo(200);
    assertThat(created.body()).containsOnlyKeys("id", "object");
    assertThat(created.at("object")).isEqualTo("policy_usage_limits");

    Answer found = catalog.get(USAGE + "/" + created.at("id"));

    assertThat(found.body())
        .containsOnlyKeys(
            "id",
            "name",
            "conditions",
            "group_by",
            "type",
            "credit_limit",
            "alert_threshold",
            "periodic_reset",
            "periodic_reset_days",
            "next_usage_reset_at",
            "last_reset_at",
            "status",
            "workspace_id",
            "organisation_id",
            "created_at",
            "last_updated_at",
            "object");
    assertThat(found.at("name")).isEqualTo("Teams");
    assertThat(found.at("conditions.0"))
        .isEqualTo(Map.of("key", "metadata.team", "value", "*", "excludes", false));
    assertThat(found.at("conditions.1.value")).isEqualTo(List.of("@openai/gpt-4o", "@openai/*"));
    assertThat(found.at("conditions.1.excludes")).isEqualTo(true);
    assertThat(found.at("group_by"))
        .isEqualTo(List.of(Map.of("key", "metadata.team"), Map.of("key", "api_key")));
    assertThat(found.at("type")).isEqualTo("cost");
    assertThat(found.at("credit_limit")).isEqualTo(12.5);
    assertThat(found.at("alert_threshold")).isEqualTo(10);
    assertThat(found.at("periodic_reset")).isEqualTo("monthly");
    assertThat(found.text("next_usage_reset_at")).endsWith("-01T00:00:00.000Z");
    assertThat(found.at("status")).isEqualTo("active");
    assertThat(found.at("workspace_id")).isEqualTo(catalog.world.red.id().toString());
  }

  @Test
  void showsAllThatWasSaidOfARateLimit() {
    Answer created = catalog.post(RATE, A_RATE);

    Answer found = catalog.get(RATE + "/" + created.at("id"));

    assertThat(created.at("object")).isEqualTo("policy_rate_limits");
    assertThat(found.at("type")).isEqualTo("tokens");
    assertThat(found.at("unit")).isEqualTo("rph");
    assertThat(found.at("value")).isEqualTo(5000);
    assertThat(found.at("target")).isEqualTo("llm");
    assertThat(found.at("name")).isNull();
    assertThat(found.at("workspace_id")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cost", "tokens", "requests"})
  void budgetsCountCostTokensOrRequests(String type) {
    Answer created =
        catalog.post(
            USAGE,
            "{\"conditions\":[],\"group_by\":[],\"type\":\"" + type + "\",\"credit_limit\":100}");

    Answer found = catalog.get(USAGE + "/" + created.at("id"));

    assertThat(found.at("type")).isEqualTo(type);
    assertThat(found.at("credit_limit")).isEqualTo(100);
    assertThat(found.at("next_usage_reset_at")).isNull();
  }

  @Test
  void listsByWorkspaceTypeAndState() {
    String ofAll = catalog.post(USAGE, A_BUDGET).text("id");
    String ofRed =
        catalog
            .as(RED, "POST", USAGE, A_BUDGET.replace("cost", "tokens").replace("12.5", "1000"))
            .text("id");
    String archived = catalog.as(RED, "POST", USAGE, A_BUDGET).text("id");
    catalog.post(RATE, A_RATE);
    assertThat(catalog.delete(USAGE + "/" + archived).body()).isEmpty();

    assertThat(ids(catalog.get(USAGE))).containsExactly(ofAll, ofRed);
    assertThat(ids(catalog.get(USAGE + "?workspace_id=red"))).containsExactly(ofRed);
    assertThat(ids(catalog.as(RED, "GET", USAGE, null))).containsExactly(ofRed);
    assertThat(ids(catalog.get(USAGE + "?type=cost"))).containsExactly(ofAll);
    assertThat(ids(catalog.get(USAGE + "?status=archived"))).containsExactly(archived);
    assertThat(ids(catalog.get(USAGE + "?page_size=1&current_page=1"))).containsExactly(ofRed);
    assertThat(catalog.get(USAGE + "?page_size=1").at("total")).isEqualTo(2);
    assertThat(catalog.get(USAGE + "?status=gone").status()).isEqualTo(400);
  }

  @Test
  void archivesInsteadOfDeleting() {
    String path = USAGE + "/" + catalog.post(USAGE, A_BUDGET).at("id");

    catalog.delete(path);

    assertThat(catalog.get(path).status()).isEqualTo(404);
    assertThat(catalog.get(path + "?status=archived").at("status")).isEqualTo("archived");
    assertThat(catalog.put(path, "{\"name\":\"x\"}").status()).isEqualTo(404);
    assertThat(catalog.delete(path).status()).isEqualTo(404);
  }

  @Test
  void changesLimitAndConditionsAndNothingThatNamesCounters() {
    String path = USAGE + "/" + catalog.post(USAGE, A_BUDGET).at("id");

    Answer changed =
        catalog.put(
            path,
            """
            {"name":"New","credit_limit":20,"alert_threshold":null,"periodic_reset":null,
             "conditions":[{"key":"provider","value":"openai"}],
             "group_by":[{"key":"metadata.team"},{"key":"api_key"}],"type":"cost"}""");

    assertThat(changed.status()).isEqualTo(200);
    Answer found = catalog.get(path);
    assertThat(found.at("name")).isEqualTo("New");
    assertThat(found.at("credit_limit")).isEqualTo(20);
    assertThat(found.at("alert_threshold")).isNull();
    assertThat(found.at("periodic_reset")).isNull();
    assertThat(found.at("next_usage_reset_at")).isNull();
    assertThat(found.at("conditions.0.key")).isEqualTo("provider");
    assertThat(catalog.put(path, "{\"group_by\":[]}").text()).contains("group_by: cannot be");
    assertThat(catalog.put(path, "{\"type\":\"tokens\"}").text()).contains("type: cannot be");
    assertThat(catalog.put(path, "{\"alert_threshold\":20}").text())
        .contains("alert_threshold: must be below credit_limit");
    assertThat(catalog.put(path, "{\"credit_limit\":0}").text()).contains("credit_limit: expected");
    assertThat(catalog.put(path, "{\"credit_limit\":null}").text())
        .contains("credit_limit: cannot be cleared");
    assertThat(catalog.put(path, "{\"reset_usage_for_value\":\"nobody\"}").text())
        .contains("reset_usage_for_value");
  }

  @Test
  void changesARateLimit() {
    String path = RATE + "/" + catalog.post(RATE, A_RATE).at("id");

    assertThat(catalog.put(path, "{\"unit\":\"rps\",\"value\":0}").status()).isEqualTo(200);

    assertThat(catalog.get(path).at("unit")).isEqualTo("rps");
    assertThat(catalog.get(path).at("value")).isEqualTo(0);
    assertThat(catalog.put(path, "{\"unit\":\"rpy\"}").status()).isEqualTo(400);
  }

  @Test
  void aRateLimitGoesOnCountingTheCallsItWasMadeFor() {
    String path = RATE + "/" + catalog.post(RATE, A_RATE).at("id");

    Answer refused = catalog.put(path, "{\"value\":7,\"target\":\"mcp_tools\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("data.message")).contains("target: cannot be changed");
    assertThat(catalog.put(path, "{\"target\":\"x\"}").text())
        .contains("target: expected llm or mcp_tools");
    assertThat(catalog.put(path, "{\"target\":null}").text()).contains("target: cannot be cleared");
    assertThat(catalog.get(path).at("value")).isEqualTo(5_000);

    assertThat(catalog.put(path, "{\"value\":7,\"target\":\"llm\"}").status()).isEqualTo(200);
    assertThat(catalog.get(path).at("value")).isEqualTo(7);
    assertThat(catalog.get(path).at("target")).isEqualTo("llm");
  }

  @Test
  void keepsWhatToDoWhileTheStoreOfLimitsIsAway() {
    String path =
        RATE
            + "/"
            + catalog
                .post(RATE, A_RATE.replaceFirst("\\{", "{\"on_store_failure\":\"pass\","))
                .at("id");
    assertThat(catalog.get(path).at("on_store_failure")).isEqualTo("pass");

    catalog.put(path, "{\"value\":3}");
    assertThat(catalog.get(path).at("on_store_failure")).isEqualTo("pass");
    catalog.put(path, "{\"on_store_failure\":\"refuse\"}");

    assertThat(catalog.get(path).body()).doesNotContainKey("on_store_failure");
  }

  @Test
  void listsTheCountersOfAPolicyAndResetsOne() {
    String id = catalog.post(USAGE, A_BUDGET).text("id");
    String path = USAGE + "/" + id;
    book(id, "metadata.team:red-api_key:1", 2_000_000_000L);
    book(id, "metadata.team:blue-api_key:1", 13_000_000_000L);

    Answer all = catalog.get(path + "/entities");

    assertThat(all.at("total")).isEqualTo(2);
    assertThat(all.at("data.0.value_key")).isEqualTo("metadata.team:blue-api_key:1");
    assertThat(all.at("data.0.current_usage")).isEqualTo(13);
    assertThat(all.at("data.0.status")).isEqualTo("exhausted");
    assertThat(all.at("data.1.current_usage")).isEqualTo(2);
    assertThat(catalog.get(path + "/entities?status=active").at("total")).isEqualTo(1);
    assertThat(catalog.get(path + "/entities?search=RED").at("data.0.current_usage")).isEqualTo(2);
    assertThat(catalog.get(path + "/entities?page_size=1&current_page=1").at("data.0.value_key"))
        .isEqualTo("metadata.team:red-api_key:1");
    assertThat(catalog.get(path + "?include_usage=true").text())
        .contains("\"metadata.team:blue-api_key:1\":{\"current_usage\":13");

    String entity = all.text("data.0.id");
    assertThat(catalog.put(path + "/entities/" + entity + "/reset", "").body()).isEmpty();

    assertThat(catalog.get(path + "/entities").at("total")).isEqualTo(1);
    assertThat(catalog.get(path).at("last_reset_at")).isNotNull();
    assertThat(catalog.put(path + "/entities/" + UUID.randomUUID() + "/reset", "").status())
        .isEqualTo(404);
    assertThat(
            catalog
                .put(path, "{\"reset_usage_for_value\":\"metadata.team:red-api_key:1\"}")
                .status())
        .isEqualTo(200);
    assertThat(catalog.get(path + "/entities").at("total")).isEqualTo(0);
  }

  @Test
  void showsOfEachGroupWhatWasTold() {
    String id = catalog.post(USAGE, A_BUDGET).text("id");
    Policy policy = catalog.policies.find(PolicyId.of(id)).orElseThrow();
    book(id, "blue", 13_000_000_000L);
    book(id, "red", 11_000_000_000L);

    assertThat(group(id, "blue"))
        .isEqualTo(
            Map.of(
                "current_usage",
                13,
                "status",
                "exhausted",
                "is_threshold_alerts_sent",
                false,
                "is_exhausted_alerts_sent",
                false));

    catalog.told.thresholds.add(policy.counter("blue"));
    catalog.told.ends.add(policy.counter("blue"));
    catalog.told.thresholds.add(policy.counter("red"));

    assertThat(group(id, "blue"))
        .containsEntry("is_threshold_alerts_sent", true)
        .containsEntry("is_exhausted_alerts_sent", true);
    assertThat(group(id, "red"))
        .containsEntry("is_threshold_alerts_sent", true)
        .containsEntry("is_exhausted_alerts_sent", false);
  }

  @Test
  void saysNothingOfAlertsWhereARateIsLimited() {
    String id = catalog.post(RATE, A_RATE).text("id");
    book(id, "api_key:1", 6_000);

    assertThat(catalog.get(RATE + "/" + id + "?include_usage=true").text())
        .contains("\"api_key:1\":{\"current_usage\":6000,\"status\":\"exhausted\"}");
  }

  @Test
  void resetsAGroupByItsBareValueWhereOneKeyGroups() {
    String id =
        catalog
            .post(
                USAGE,
                """
                {"conditions":[],"group_by":[{"key":"metadata._user"}],"type":"requests",
                 "credit_limit":5}""")
            .text("id");
    book(id, "metadata._user:ann", 5);
    book(id, "metadata._user:bob", 5);

    assertThat(catalog.put(USAGE + "/" + id, "{\"reset_usage_for_value\":\"ann\"}").status())
        .isEqualTo(200);

    assertThat(catalog.get(USAGE + "/" + id + "/entities").at("data.0.value_key"))
        .isEqualTo("metadata._user:bob");
    assertThat(catalog.put(USAGE + "/" + id, "{\"reset_usage\":true}").status()).isEqualTo(200);
    assertThat(catalog.get(USAGE + "/" + id + "/entities").at("total")).isEqualTo(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"group_by\":[],\"type\":\"cost\",\"credit_limit\":1} | conditions: required",
        "{\"conditions\":[],\"type\":\"cost\",\"credit_limit\":1} | group_by: required",
        "{\"conditions\":[],\"group_by\":[],\"credit_limit\":1} | type: required",
        "{\"conditions\":[],\"group_by\":[],\"type\":\"cost\"} | credit_limit: required",
        "{\"conditions\":[],\"group_by\":[],\"type\":\"money\",\"credit_limit\":1} | type: expected",
        "{\"conditions\":[{\"key\":\"mood\",\"value\":\"*\"}],\"group_by\":[],\"type\":\"cost\",\"credit_limit\":1}"
            + " | conditions.0.key: expected",
        "{\"conditions\":[{\"key\":\"model\"}],\"group_by\":[],\"type\":\"cost\",\"credit_limit\":1}"
            + " | conditions.0.value: required",
        "{\"conditions\":[{\"key\":\"model\",\"value\":[]}],\"group_by\":[],\"type\":\"cost\",\"credit_limit\":1}"
            + " | conditions.0.value: expected at least one",
        "{\"conditions\":[{\"key\":\"workspace_id\",\"value\":\"x\"}],\"group_by\":[],\"type\":\"cost\",\"credit_limit\":1}"
            + " | workspace_id only groups",
        "{\"conditions\":[{\"key\":\"endpoint_type\",\"value\":\"embed\"}],\"group_by\":[],\"type\":\"cost\",\"credit_limit\":1}"
            + " | endpoint_type is for rate limits only",
        "{\"conditions\":[],\"group_by\":[{\"key\":\"model\"},{\"key\":\"model\"}],\"type\":\"cost\",\"credit_limit\":1}"
            + " | group_by.1.key: a second one",
        "{\"conditions\":[],\"group_by\":[],\"type\":\"requests\",\"credit_limit\":1.5}"
            + " | credit_limit: expected a whole number",
        "{\"conditions\":[],\"group_by\":[],\"type\":\"cost\",\"credit_limit\":1,\"next_usage_reset_at\":\"2020-01-01\"}"
            + " | next_usage_reset_at: a time in the future",
        "{\"conditions\":[],\"group_by\":[],\"type\":\"cost\",\"credit_limit\":1,\"periodic_reset\":\"weekly\",\"periodic_reset_days\":3}"
            + " | not together with periodic_reset"
      })
  void namesTheFieldAndTheRule(String body, String message) {
    Answer answer = catalog.post(USAGE, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("data.message")).contains(message);
    assertThat(answer.at("data.errorCode")).isEqualTo("AB01");
    assertThat(catalog.get(USAGE).at("total")).isEqualTo(0);
  }

  @Test
  void namesWhatIsWrongWithARateLimit() {
    assertThat(catalog.post(RATE, A_RATE.replace("rph", "rpy")).text()).contains("unit: expected");
    assertThat(catalog.post(RATE, A_RATE.replace("5000", "-1")).text()).contains("value: expected");
    assertThat(
            catalog
                .post(RATE, A_RATE.replace("\"value\":5000", "\"value\":1,\"target\":\"x\""))
                .text())
        .contains("target: expected llm or mcp_tools");
  }

  @Test
  void asksForTheScopeOfEachVerb() {
    String path = USAGE + "/" + catalog.post(USAGE, A_BUDGET).at("id");
    for (Answer answer :
        List.of(
            catalog.as(POWERLESS, "POST", USAGE, A_BUDGET),
            catalog.as(POWERLESS, "GET", USAGE, null),
            catalog.as(POWERLESS, "GET", path, null),
            catalog.as(POWERLESS, "PUT", path, "{}"),
            catalog.as(POWERLESS, "DELETE", path, null),
            catalog.as(POWERLESS, "GET", path + "/entities", null),
            catalog.as(POWERLESS, "PUT", path + "/entities/x/reset", "{}"))) {
      assertThat(answer.status()).isEqualTo(403);
    }
  }

  @Test
  void whatBelongsToOthersAnswersLikeWhatDoesNotExist() {
    String ofAll = catalog.post(USAGE, A_BUDGET).text("id");
    String unknown = UUID.randomUUID().toString();
    for (String key : List.of(STRANGER, RED)) {
      for (String suffix : List.of("", "/entities")) {
        assertSame(key, "GET", ofAll, unknown, suffix, null);
      }
      assertSame(key, "PUT", ofAll, unknown, "", "{\"name\":\"x\"}");
      assertSame(key, "DELETE", ofAll, unknown, "", null);
      assertSame(key, "PUT", ofAll, unknown, "/entities/x/reset", "{}");
    }
    assertThat(catalog.get(RATE + "/" + ofAll).status()).isEqualTo(404);
    assertThat(
            catalog
                .as(
                    STRANGER,
                    "POST",
                    USAGE,
                    A_BUDGET.replaceFirst("\\{", "{\"workspace_id\":\"red\","))
                .status())
        .isEqualTo(404);
    assertThat(catalog.get(USAGE).at("total")).isEqualTo(1);
  }

  private void assertSame(
      String key, String method, String id, String unknown, String suffix, String body) {
    Answer theirs = catalog.as(key, method, USAGE + "/" + id + suffix, body);
    Answer none = catalog.as(key, method, USAGE + "/" + unknown + suffix, body);
    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.text().replace(id, "?")).isEqualTo(none.text().replace(unknown, "?"));
  }

  private void book(String policy, String group, long amount) {
    Policy stored = catalog.policies.find(PolicyId.of(policy)).orElseThrow();
    long start =
        stored.limit() instanceof io.modelcatalog.domain.policy.PolicyLimit.OfBudget(var budget)
            ? budget.windowAt(catalog.world.clock().instant()).start().toEpochMilli()
            : catalog.world.clock().instant().truncatedTo(ChronoUnit.HOURS).toEpochMilli();
    UsageRecord random = new RandomAggregates(1).usage(0);
    catalog.ledger.append(
        List.of(
            new UsageRecord(
                UUID.randomUUID(),
                random.at(),
                random.organization(),
                random.workspace(),
                random.apiKey(),
                random.integration(),
                random.provider(),
                random.model(),
                random.usage(),
                random.cost(),
                random.estimated(),
                random.outcome(),
                random.status(),
                List.of(new Charge(stored.counter(group).text(), start, amount)))));
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> group(String policy, String name) {
    Answer found = catalog.get(USAGE + "/" + policy + "?include_usage=true");
    return (Map<String, Object>) ((Map<?, ?>) found.at("value_key_usage_map")).get(name);
  }

  @SuppressWarnings("unchecked")
  private static List<String> ids(Answer list) {
    return ((List<Map<String, Object>>) list.at("data"))
        .stream().map(item -> (String) item.get("id")).toList();
  }
}
