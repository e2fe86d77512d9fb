package io.modelcatalog.adapters.http.provider;

import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.ADMIN;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.POWERLESS;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.RED;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.STRANGER;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.workspace.CatalogOverHttp;
import io.modelcatalog.adapters.http.workspace.CatalogOverHttp.Answer;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderApiTest {
  private static final String PATH = "/v1/providers";
  private static final String LEGACY = "/v1/virtual-keys";

  private CatalogOverHttp catalog;

  @BeforeEach
  void start() {
    catalog = new CatalogOverHttp();
    catalog.giveToRed("OpenAI prod", dollars(50));
  }

  @AfterEach
  void stop() {
    catalog.close();
  }

  @Test
  void derivingAnswersWithIdAndSlug() {
    Answer made = derive("{\"name\":\"Interns\",\"integration_id\":\"openai-prod\"}");

    assertThat(made.status()).isEqualTo(200);
    assertThat(made.body()).containsOnlyKeys("id", "slug");
    assertThat(made.at("slug")).isEqualTo("interns");
    assertThat(made.text("id")).matches("[0-9a-f-]{36}");
  }

  @Test
  void anOrganizationKeyNamesTheWorkspaceInBodyOrQuery() {
    String body = "\"name\":\"Interns\",\"integration_id\":\"openai-prod\"";

    assertThat(catalog.post(PATH, "{" + body + "}").at("errors.0.pointer"))
        .isEqualTo("/workspace_id");
    assertThat(catalog.post(PATH, "{" + body + ",\"workspace_id\":\"red\"}").status())
        .isEqualTo(200);
    assertThat(
            catalog
                .post(PATH + "?workspace_id=" + catalog.world.red.id(), "{" + body + "}")
                .status())
        .isEqualTo(200);
    assertThat(catalog.get(PATH + "?workspace_id=red").at("total")).isEqualTo(3);
    assertThat(catalog.get(PATH + "?workspace_id=blue").at("total")).isEqualTo(0);
    assertThat(catalog.get(PATH).at("total")).isEqualTo(3);
  }

  @Test
  void aListHasObjectsWhereTypedClientsRefuseLists() {
    derive(
        """
        {"name":"Interns","integration_id":"openai-prod","note":"summer",
         "usage_limits":{"type":"cost","credit_limit":5,"periodic_reset":"weekly"},
         "rate_limits":[{"type":"requests","unit":"rpm","value":100}],
         "expires_at":"2030-01-01T00:00:00Z"}
        """);

    Answer list = catalog.as(RED, "GET", PATH, null);

    assertThat(list.at("object")).isEqualTo("list");
    assertThat(list.at("total")).isEqualTo(2);
    assertThat(list.at("data.0.slug")).isEqualTo("openai-prod");
    assertThat(list.at("data.0.usage_limits")).isNull();
    assertThat(list.at("data.0.rate_limits")).isNull();
    assertThat(list.at("data.1.usage_limits.credit_limit")).isEqualTo(5);
    assertThat(list.at("data.1.usage_limits.periodic_reset")).isEqualTo("weekly");
    assertThat(list.at("data.1.rate_limits"))
        .isEqualTo(Map.of("type", "requests", "unit", "rpm", "value", 100));
    assertThat(list.at("data.1.integration_id")).isEqualTo("openai-prod");
    assertThat(list.at("data.1.provider")).isEqualTo("openai");
    assertThat(list.at("data.1.workspace_name")).isEqualTo("Red");
    assertThat(list.at("data.1.note")).isEqualTo("summer");
    assertThat(list.at("data.1.status")).isEqualTo("active");
    assertThat(list.at("data.1.expires_at")).isEqualTo("2030-01-01T00:00:00.000Z");
    assertThat(list.at("data.1.object")).isEqualTo("provider");
    assertThat(item(list, 1))
        .containsKeys(
            "id",
            "organisation_id",
            "workspace_id",
            "reset_usage",
            "created_at",
            "model_config",
            "last_reset_at",
            "tags");
  }

  @Test
  void aSingleProviderHasAListOfRateLimitsAndNoSecret() {
    derive(
        """
        {"name":"Interns","integration_id":"openai-prod",
         "rate_limits":{"type":"requests","unit":"rpm","value":100}}
        """);

    Answer found = catalog.as(RED, "GET", PATH + "/interns", null);

    assertThat(found.at("rate_limits"))
        .isEqualTo(List.of(Map.of("type", "requests", "unit", "rpm", "value", 100)));
    assertThat(found.at("usage_limits")).isNull();
    assertThat(found.at("model_config")).isEqualTo(Map.of());
    assertThat(found.at("ai_provider_name")).isEqualTo("openai");
    assertThat(found.at("key")).isEqualTo("");
    assertThat(found.at("masked_api_key")).isEqualTo("sk*****jkl");
    assertThat(found.text()).doesNotContain("sk-abcdefghijkl");
    assertThat(catalog.as(RED, "GET", PATH + "/openai-prod", null).at("rate_limits"))
        .isEqualTo(List.of());
  }

  @Test
  void isFoundByIdToo() {
    String id = derive("{\"name\":\"Interns\",\"integration_id\":\"openai-prod\"}").text("id");

    assertThat(catalog.as(RED, "GET", PATH + "/" + id, null).at("slug")).isEqualTo("interns");
    assertThat(catalog.get(PATH + "/" + id).at("slug")).isEqualTo("interns");
    assertThat(catalog.get(PATH + "/" + id + "?workspace_id=blue").status()).isEqualTo(404);
  }

  @Test
  void aLooserLimitIsRefusedWithBothValues() {
    Answer refused =
        derive(
            """
            {"name":"Loose","integration_id":"openai-prod",
             "usage_limits":{"type":"cost","credit_limit":500}}
            """);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB01");
    assertThat(refused.text("data.message")).contains("500 USD", "50 USD");
    assertThat(refused.at("errors.0.pointer")).isEqualTo("/usage_limits/credit_limit");
    assertThat(catalog.as(RED, "GET", PATH, null).at("total")).isEqualTo(1);
  }

  @Test
  void changesWhatIsMentionedAndClearsWhatIsNull() {
    derive(
        """
        {"name":"Interns","integration_id":"openai-prod","note":"summer",
         "usage_limits":{"type":"cost","credit_limit":5},
         "rate_limits":{"type":"requests","unit":"rpm","value":100},
         "expires_at":"2030-01-01"}
        """);

    Answer changed =
        catalog.put(
            PATH + "/interns",
            """
            {"workspace_id":"red","name":"Summer","note":null,"expires_at":null,
             "usage_limits":{"type":"cost","credit_limit":6}}
            """);

    Answer found = catalog.get(PATH + "/interns?workspace_id=red");
    assertThat(changed.body()).containsOnlyKeys("id", "slug");
    assertThat(found.at("name")).isEqualTo("Summer");
    assertThat(found.at("note")).isNull();
    assertThat(found.at("expires_at")).isNull();
    assertThat(found.at("usage_limits.credit_limit")).isEqualTo(6);
    assertThat(found.at("rate_limits.0.value")).isEqualTo(100);
  }

  @Test
  void anExhaustedProviderIsToldAndAResetReactivatesIt() {
    String id =
        derive(
                """
                {"name":"Interns","integration_id":"openai-prod",
                 "usage_limits":{"type":"cost","credit_limit":5}}
                """)
            .text("id");
    catalog.use(
        LimitKey.of(Level.PROVIDER, UUID.fromString(id), dollars(5), 0), dollars(5).amount());
    assertThat(catalog.as(RED, "GET", PATH + "/interns", null).at("status")).isEqualTo("exhausted");
    assertThat(catalog.as(RED, "GET", PATH, null).at("data.1.status")).isEqualTo("exhausted");

    catalog.as(RED, "PUT", PATH + "/interns", "{\"reset_usage\":1}");

    Answer found = catalog.as(RED, "GET", PATH + "/interns", null);
    assertThat(found.at("status")).isEqualTo("active");
    assertThat(found.at("last_reset_at")).isNotNull();
  }

  @Test
  void deletingAnswersWithNothing() {
    derive("{\"name\":\"Interns\",\"integration_id\":\"openai-prod\"}");

    Answer deleted = catalog.delete(PATH + "/interns?workspace_id=red");

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body()).isEmpty();
    assertThat(catalog.get(PATH + "/interns?workspace_id=red").status()).isEqualTo(404);
  }

  @Test
  void theOldNameShowsTheSameObjects() {
    derive("{\"name\":\"Interns\",\"integration_id\":\"openai-prod\"}");

    Answer list = catalog.as(RED, "GET", LEGACY, null);
    Answer one = catalog.as(RED, "GET", LEGACY + "/interns", null);

    assertThat(list.at("total")).isEqualTo(2);
    assertThat(list.at("data.1.object")).isEqualTo("virtual-key");
    assertThat(list.at("data.1.slug")).isEqualTo("interns");
    assertThat(one.at("object")).isEqualTo("virtual-key");
    assertThat(catalog.as(RED, "PUT", LEGACY + "/interns", "{\"name\":\"New\"}").at("slug"))
        .isEqualTo("interns");
    assertThat(catalog.as(RED, "GET", PATH + "/interns", null).at("name")).isEqualTo("New");
    assertThat(catalog.as(RED, "DELETE", LEGACY + "/interns", null).body()).isEmpty();
    assertThat(catalog.as(RED, "GET", PATH + "/interns", null).status()).isEqualTo(404);
  }

  @Test
  void theOldFormBringsItsOwnCredentials() {
    Answer made =
        catalog.as(
            RED,
            "POST",
            LEGACY,
            """
            {"name":"Team key","provider":"openai","key":"sk-of-the-team-itself","note":"old"}
            """);

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(made.body()).isEqualTo(Map.of("success", true, "data", Map.of("slug", "team-key")));
    Answer found = catalog.as(RED, "GET", LEGACY + "/team-key", null);
    assertThat(found.at("ai_provider_name")).isEqualTo("openai");
    assertThat(found.at("masked_api_key")).isEqualTo("sk*****elf");
    assertThat(found.at("note")).isEqualTo("old");
    assertThat(catalog.as(RED, "GET", LEGACY, null).at("total")).isEqualTo(2);
  }

  @Test
  void theOldFormLeavesNothingBehindWhenItIsRefused() {
    Object before = catalog.world.integrations.all(catalog.world.red.organization()).size();

    Answer refused =
        catalog.as(
            RED,
            "POST",
            LEGACY,
            "{\"name\":\"Team key\",\"provider\":\"openai\",\"key\":\"sk-x\",\"slug\":\"openai-prod\"}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(catalog.world.integrations.all(catalog.world.red.organization()))
        .hasSize((int) before);
    assertThat(catalog.as(RED, "GET", LEGACY, null).at("total")).isEqualTo(1);
  }

  @Test
  void aNewKeyForAnOldProviderIsRefusedRatherThanIgnored() {
    Answer refused =
        catalog.as(RED, "PUT", LEGACY + "/openai-prod", "{\"key\":\"sk-another-one\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo("/key");
    assertThat(refused.text()).doesNotContain("sk-another-one");
  }

  @Test
  void whatIsOutOfReachAnswersLikeWhatDoesNotExist() {
    String id = catalog.get(PATH).text("data.0.id");
    String nobodys = "00000000-0000-4000-8000-00000000dead";

    for (String method : List.of("GET", "PUT", "DELETE")) {
      String body = method.equals("PUT") ? "{\"name\":\"x\"}" : null;
      Answer foreign = catalog.as(STRANGER, method, PATH + "/" + id, body);
      Answer missing = catalog.as(STRANGER, method, PATH + "/" + nobodys, body);

      assertThat(foreign.status()).isEqualTo(404);
      assertThat(foreign.at("data.errorCode")).isEqualTo("AB02");
      assertThat(foreign.text().replace(id, nobodys)).isEqualTo(missing.text());
    }
    assertThat(catalog.as(STRANGER, "GET", PATH, null).at("total")).isEqualTo(0);
    assertThat(catalog.as(ADMIN, "GET", PATH + "/" + id, null).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, '', virtual_keys.list",
    "POST, '', virtual_keys.create",
    "GET, /x, virtual_keys.read",
    "PUT, /x, virtual_keys.update",
    "DELETE, /x, virtual_keys.delete"
  })
  void eachOperationNeedsItsScope(String method, String path, String scope) {
    String body =
        method.equals("GET") || method.equals("DELETE")
            ? null
            : "{\"name\":\"x\",\"integration_id\":\"openai-prod\"}";
    for (String root : List.of(PATH, LEGACY)) {
      Answer refused = catalog.as(POWERLESS, method, root + path, body);

      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text("data.message")).contains(scope);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"integration_id":"openai-prod"}                                       | /name
          {"name":"x"}                                                           | /integration_id
          {"name":"x","integration_id":7}                                        | /integration_id
          {"name":"x","integration_id":"openai-prod","slug":"a/b"}               | /slug
          {"name":"x","integration_id":"openai-prod","slug":"cf"}                | /slug
          {"name":"x","integration_id":"openai-prod","slug":["a"]}               | /slug
          {"name":"x","integration_id":"openai-prod","note":{}}                  | /note
          {"name":"x","integration_id":"openai-prod","expires_at":"soon"}        | /expires_at
          {"name":"x","integration_id":"openai-prod","expires_at":"2020-01-01"}  | /expires_at
          {"name":"x","integration_id":"openai-prod","expires_at":1893456000}    | /expires_at
          {"name":"x","integration_id":"openai-prod","usage_limits":7}           | /usage_limits
          {"name":"x","integration_id":"openai-prod","usage_limits":{"type":"cost","credit_limit":"5"}} | /usage_limits/credit_limit
          {"name":"x","integration_id":"openai-prod","usage_limits":{"type":"cost","credit_limit":5,"periodic_reset":"daily"}} | /usage_limits/periodic_reset
          {"name":"x","integration_id":"openai-prod","usage_limits":[{"type":"cost","credit_limit":5},{"type":"tokens","credit_limit":500}]} | /usage_limits
          {"name":"x","integration_id":"openai-prod","rate_limits":{"type":"requests","unit":"rpm"}} | /rate_limits/value
          """)
  void aFaultyRequestNamesTheFieldAndMakesNothing(String body, String pointer) {
    Answer refused = derive(body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB01");
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
    assertThat(catalog.as(RED, "GET", PATH, null).at("total")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "00000000-0000-4000-8000-00000000dead"})
  void anUnknownIntegrationIsNotFound(String ref) {
    Answer refused = derive("{\"name\":\"x\",\"integration_id\":\"" + ref + "\"}");

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB02");
  }

  private Answer derive(String body) {
    return catalog.as(RED, "POST", PATH, body);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> item(Answer list, int index) {
    return (Map<String, Object>) list.at("data." + index);
  }
}
