package io.modelcatalog.adapters.http.workspace;

import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.POWERLESS;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.RED;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.workspace.CatalogOverHttp.Answer;
import io.modelcatalog.domain.fixtures.Fixtures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceApiTest {
  private static final String PATH = "/v1/admin/workspaces";

  private static CatalogOverHttp catalog;

  @BeforeAll
  static void start() {
    catalog = new CatalogOverHttp();
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  @Test
  void creatingAnswersWithTheWholeWorkspace() {
    Answer made =
        catalog.post(
            PATH,
            """
            {"name":"Data Science","description":"models","defaults":{"metadata":{"team":"ds"}},
             "usage_limits":[{"type":"cost","credit_limit":100.5,"periodic_reset":"monthly"}],
             "rate_limits":[{"type":"requests","unit":"rpm","value":60}],
             "users":[],"something_new":{"x":1}}
            """);

    assertThat(made.status()).isEqualTo(200);
    assertThat(made.text("id")).matches("[0-9a-f-]{36}");
    assertThat(made.text("slug")).matches("ws-datasc-[0-9a-f]{6}");
    assertThat(made.at("name")).isEqualTo("Data Science");
    assertThat(made.at("description")).isEqualTo("models");
    assertThat(made.at("defaults.metadata.team")).isEqualTo("ds");
    assertThat(made.at("usage_limits.0.credit_limit")).isEqualTo(100.5);
    assertThat(made.at("usage_limits.0.periodic_reset")).isEqualTo("monthly");
    assertThat(made.at("rate_limits"))
        .isEqualTo(List.of(Map.of("type", "requests", "unit", "rpm", "value", 60)));
    assertThat(made.at("is_default")).isEqualTo(0);
    assertThat(made.at("status")).isEqualTo("active");
    assertThat(made.at("object")).isEqualTo("workspace");
    assertThat(made.body()).doesNotContainKey("users").containsEntry("last_reset_at", null);
  }

  @Test
  void isFoundByIdAndBySlugAndHasUsersThen() {
    Answer made = create("Found");

    for (String ref : List.of(made.text("id"), made.text("slug"))) {
      Answer found = catalog.get(PATH + "/" + ref);

      assertThat(found.status()).isEqualTo(200);
      assertThat(found.at("id")).isEqualTo(made.at("id"));
      assertThat(found.at("users")).isEqualTo(List.of());
      assertThat(found.body()).containsEntry("defaults", null);
    }
  }

  @Test
  void listsAreEnvelopesOfPages() {
    create("Paged one");
    create("Paged two");
    create("Paged three");

    Answer first = catalog.get(PATH + "?name=paged&page_size=2");
    Answer second = catalog.get(PATH + "?name=PAGED&pageSize=2&currentPage=1");

    assertThat(first.at("object")).isEqualTo("list");
    assertThat(first.at("total")).isEqualTo(3);
    assertThat((List<?>) first.at("data")).hasSize(2);
    assertThat((List<?>) second.at("data")).hasSize(1);
    assertThat(catalog.get(PATH + "?exact_name=Paged").at("total")).isEqualTo(0);
    assertThat(catalog.get(PATH + "?exact_name=Paged%20one").at("total")).isEqualTo(1);
    assertThat(catalog.get(PATH + "?").status()).isEqualTo(200);
    assertThat(catalog.get(PATH + "?name=&page_size=&status=").status()).isEqualTo(200);
    assertThat(catalog.get(PATH + "?status=archived").at("total")).isEqualTo(0);
  }

  @Test
  void changesWhatIsMentionedAndClearsWhatIsNull() {
    Answer made =
        catalog.post(
            PATH,
            """
            {"name":"Before","description":"old","defaults":{"metadata":{"a":"b"}},
             "usage_limits":[{"type":"tokens","credit_limit":1000}],
             "rate_limits":[{"type":"tokens","unit":"rpd","value":5}]}
            """);

    Answer changed =
        catalog.put(
            PATH + "/" + made.at("id"),
            "{\"name\":\"After\",\"description\":null,\"usage_limits\":null,\"workspace_id\":\"x\"}");

    Answer found = catalog.get(PATH + "/" + made.at("id"));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body()).isEmpty();
    assertThat(found.at("name")).isEqualTo("After");
    assertThat(found.at("description")).isNull();
    assertThat(found.at("usage_limits")).isEqualTo(List.of());
    assertThat(found.at("rate_limits.0.value")).isEqualTo(5);
    assertThat(found.at("defaults.metadata.a")).isEqualTo("b");
  }

  @Test
  void isDeletedByItsExactName() {
    Answer made = create("Short lived");
    String path = PATH + "/" + made.at("id");

    assertThat(deletion(path, "{\"name\":\"short lived\"}").status()).isEqualTo(400);
    assertThat(catalog.delete(path).at("errors.0.pointer")).isEqualTo("/name");
    Answer deleted =
        deletion(path, "{\"name\":\"Short lived\",\"workspace_id\":\"" + made.at("id") + "\"}");

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body()).isEmpty();
    assertThat(catalog.get(path).status()).isEqualTo(404);
  }

  @Test
  void whileItOwnsThingsOnlyForceDeletesIt() {
    Answer made = create("Owner");
    catalog.post(
        "/v1/api-keys/workspace/service",
        "{\"name\":\"k\",\"scopes\":[\"logs.list\"],\"workspace_id\":\"" + made.at("slug") + "\"}");
    String path = PATH + "/" + made.at("slug");

    Answer refused = deletion(path, "{\"name\":\"Owner\"}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB07");
    assertThat(refused.text("data.message")).contains("1 API key", "force_delete");
    assertThat(deletion(path, "{\"name\":\"Owner\",\"force_delete\":true}").status())
        .isEqualTo(200);
  }

  @Test
  void anotherTenantsWorkspaceAnswersLikeOneThatDoesNotExist() {
    String theirs = catalog.world.green.id().toString();
    String nobodys = "00000000-0000-4000-8000-00000000dead";

    for (String method : List.of("GET", "PUT", "DELETE")) {
      String body = method.equals("GET") ? null : "{\"name\":\"Green\"}";
      Answer foreign = catalog.as(CatalogOverHttp.ADMIN, method, PATH + "/" + theirs, body);
      Answer missing = catalog.as(CatalogOverHttp.ADMIN, method, PATH + "/" + nobodys, body);

      assertThat(foreign.status()).isEqualTo(404);
      assertThat(foreign.at("data.errorCode")).isEqualTo("AB02");
      assertThat(foreign.text().replace(theirs, nobodys)).isEqualTo(missing.text());
    }
    assertThat(catalog.as(STRANGER, "GET", PATH + "/" + theirs, null).status()).isEqualTo(200);
  }

  @Test
  void aWorkspaceKeySeesItsOwnWorkspaceAndSetsNoLimits() {
    String own = PATH + "/" + catalog.world.red.slug();

    assertThat(catalog.as(RED, "GET", own, null).status()).isEqualTo(200);
    assertThat(catalog.as(RED, "GET", PATH, null).at("total")).isEqualTo(1);
    assertThat(catalog.as(RED, "GET", PATH + "/blue", null).status()).isEqualTo(404);
    assertThat(catalog.as(RED, "POST", PATH, "{\"name\":\"Mine\"}").status()).isEqualTo(403);
    assertThat(catalog.as(RED, "PUT", own, "{\"usage_limits\":null}").status()).isEqualTo(403);
    assertThat(catalog.as(RED, "PUT", own, "{\"description\":\"ours\"}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, '', workspaces.list",
    "POST, '', workspaces.create",
    "GET, /red, workspaces.read",
    "PUT, /red, workspaces.update",
    "DELETE, /red, workspaces.delete"
  })
  void eachOperationNeedsItsScope(String method, String path, String scope) {
    Answer refused =
        catalog.as(
            POWERLESS, method, PATH + path, method.equals("GET") ? null : "{\"name\":\"Red\"}");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB03");
    assertThat(refused.text("data.message")).contains(scope);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                  | /name
          {"name":null}                                                       | /name
          {"name":" "}                                                        | /name
          {"name":5}                                                          | /name
          {"name":"x","description":["y"]}                                    | /description
          {"name":"x","defaults":"y"}                                         | /defaults
          {"name":"x","defaults":{"metadata":{"a":1}}}                        | /defaults/metadata
          {"name":"x","usage_limits":"all"}                                   | /usage_limits
          {"name":"x","usage_limits":[{"type":"cost"}]}                       | /usage_limits/0/credit_limit
          {"name":"x","usage_limits":[{"type":"cost","credit_limit":-1}]}     | /usage_limits/0/credit_limit
          {"name":"x","usage_limits":[{"type":"cost","credit_limit":1e999999999}]} | /usage_limits/0/credit_limit
          {"name":"x","usage_limits":[{"type":"shells","credit_limit":1}]}    | /usage_limits/0/type
          {"name":"x","usage_limits":[{"type":"cost","credit_limit":5,"alert_threshold":5}]} | /usage_limits/0/alert_threshold
          {"name":"x","usage_limits":[{"type":"cost","credit_limit":5,"next_usage_reset_at":"2001-01-01T00:00:00Z"}]} | /usage_limits/next_usage_reset_at
          {"name":"x","rate_limits":[{"type":"requests","unit":"rpx","value":1}]} | /rate_limits/0/unit
          {"name":"x","rate_limits":[{"type":"requests","unit":"rpm","value":-1}]} | /rate_limits/0/value
          {"name":"x","rate_limits":[{"type":"requests","unit":"rpm","value":1.5}]} | /rate_limits/0/value
          """)
  void aFaultyCreationNamesTheFieldAndMakesNothing(String body, String pointer) {
    Object before = catalog.get(PATH).at("total");

    Answer refused = catalog.post(PATH, body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.at("success")).isEqualTo(false);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB01");
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
    assertThat(catalog.get(PATH).at("total")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"x\"",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "{\"name\":\"x\"} x"
      })
  void aBodyThatIsNoObjectIsRefused(String body) {
    assertThat(catalog.post(PATH, body).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "current_page=-1, /current_page",
    "current_page=x, /current_page",
    "page_size=0, /page_size",
    "page_size=100000, /page_size",
    "status=gone, /status"
  })
  void aFaultyQueryNamesTheParameter(String query, String pointer) {
    Answer refused = catalog.get(PATH + "?" + query);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
  }

  @Test
  void aNameCannotBeCleared() {
    Answer refused = catalog.put(PATH + "/red", "{\"name\":null}");

    assertThat(refused.at("errors.0.pointer")).isEqualTo("/name");
    assertThat(catalog.get(PATH + "/red").at("name")).isEqualTo("Red");
  }

  @Test
  void resettingTheUsageIsTold() {
    Answer made = create("Spent");

    catalog.put(PATH + "/" + made.at("id"), "{\"reset_usage\":true}");

    assertThat(catalog.get(PATH + "/" + made.at("id")).text("last_reset_at"))
        .startsWith(Fixtures.NOON.toString().substring(0, 10));
  }

  private static Answer create(String name) {
    Answer made = catalog.post(PATH, "{\"name\":\"" + name + "\"}");
    assertThat(made.status()).isEqualTo(200);
    return made;
  }

  @Test
  void settingsAreMergedAndCheckedOneByOne() {
    String path =
        PATH
            + "/"
            + catalog
                .post(
                    PATH,
                    """
                    {"name":"Set","icon":"🔬","settings":{"debug_log":true,"user_api_key_count":3,
                     "something_new":{"x":[1,null]}}}""")
                .at("id");

    catalog.put(path, "{\"settings\":{\"debug_log\":null,\"user_api_key_ttl\":3600}}");

    assertThat(catalog.get(path).at("settings"))
        .isEqualTo(
            Map.of(
                "user_api_key_count",
                3,
                "something_new",
                Map.of("x", List.of(1)),
                "user_api_key_ttl",
                3600));
    assertThat(catalog.get(path).at("icon")).isEqualTo("🔬");
    for (String wrong :
        List.of(
            "{\"debug_log\":\"yes\"}",
            "{\"user_api_key_count\":-2}",
            "{\"user_api_key_ttl\":0}",
            "{\"user_api_key_ttl\":7200,\"user_api_key_max_ttl\":60}",
            "{\"user_key_metadata\":{\"a\":1}}")) {
      Answer refused = catalog.put(path, "{\"settings\":" + wrong + "}");
      assertThat(refused.status()).as(wrong).isEqualTo(400);
      assertThat(refused.text("data.message")).startsWith("settings.");
    }
    assertThat(catalog.get(path).at("settings.user_api_key_ttl")).isEqualTo(3600);
  }

  @Test
  void anArchivedWorkspaceLeavesTheListAndComesBack() {
    String path = PATH + "/" + create("Put away").at("id");

    assertThat(catalog.put(path, "{\"status\":\"archived\"}").status()).isEqualTo(200);

    assertThat(catalog.get(path).at("status")).isEqualTo("archived");
    assertThat(catalog.get(PATH + "?exact_name=Put%20away").at("total")).isEqualTo(0);
    assertThat(catalog.get(PATH + "?exact_name=Put%20away&status=archived").at("total"))
        .isEqualTo(1);
    assertThat(catalog.put(path, "{\"status\":\"active\"}").status()).isEqualTo(200);
    assertThat(catalog.get(PATH + "?exact_name=Put%20away").at("total")).isEqualTo(1);
    assertThat(catalog.put(path, "{\"status\":\"gone\"}").status()).isEqualTo(400);
    String red = PATH + "/" + catalog.world.red.slug();
    assertThat(
            catalog
                .as(CatalogOverHttp.RED_UPDATES, "PUT", red, "{\"status\":\"archived\"}")
                .status())
        .isEqualTo(403);
  }

  @Test
  void aWorkspaceSetsOnlyTogglesThatTheOrganizationLeavesToIt() {
    String path = PATH + "/" + create("Own rules").at("id");
    String toggle = "{\"security_settings\":{\"membersViewLogs\":false,\"aNewToggle\":true}}";

    Answer closed = catalog.put(path, toggle);
    catalog.put("/v1/admin/organisation", "{\"workspace_overrides\":[\"logs\"]}");
    Answer opened = catalog.put(path, toggle);

    assertThat(closed.status()).isEqualTo(400);
    assertThat(closed.text("data.message")).startsWith("security_settings.membersViewLogs:");
    assertThat(opened.status()).isEqualTo(200);
    assertThat(catalog.get(path).at("security_settings"))
        .isEqualTo(Map.of("membersViewLogs", false));
    catalog.put(path, "{\"security_settings\":{\"membersViewLogs\":null}}");
    assertThat(catalog.get(path).at("security_settings")).isEqualTo(Map.of());
  }

  @Test
  void theOrganizationShowsEveryToggleAndKeepsWhatIsNotMentioned() {
    Answer changed =
        catalog.put(
            "/v1/admin/organisation",
            """
            {"name":"Acme Inc","security_settings":{"managersUpdateWs":false},
             "allow_unpriced_models":true}""");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(catalog.get("/v1/admin/organisation").body()).isEqualTo(changed.body());
    assertThat(changed.at("name")).isEqualTo("Acme Inc");
    assertThat(changed.at("allow_unpriced_models")).isEqualTo(true);
    assertThat(changed.at("allow_workspace_integrations")).isEqualTo(true);
    assertThat(changed.at("security_settings.managersUpdateWs")).isEqualTo(false);
    assertThat(changed.at("security_settings.membersWriteConfigs")).isEqualTo(false);
    assertThat(changed.at("security_settings.membersViewLogs")).isEqualTo(true);
    assertThat(catalog.as(RED, "PUT", "/v1/admin/organisation", "{\"name\":\"Mine\"}").status())
        .isEqualTo(403);
    assertThat(
            catalog
                .put("/v1/admin/organisation", "{\"workspace_overrides\":[\"everything\"]}")
                .text("data.message"))
        .startsWith("workspace_overrides:");
    catalog.put(
        "/v1/admin/organisation",
        "{\"name\":\"Acme\",\"security_settings\":{\"managersUpdateWs\":null}}");
  }

  private static Answer deletion(String path, String body) {
    return catalog.as(CatalogOverHttp.ADMIN, "DELETE", path, body);
  }
}
