package io.modelcatalog.adapters.http.config;

import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.ADMIN;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.POWERLESS;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.RED;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.workspace.CatalogOverHttp;
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

class ConfigApiTest {
  private static final String PATH = "/v1/configs";

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
  void creatingTellsWhatItIsCalledInTheEnvelopeAndBesideIt() {
    Answer made = create("My Route", "{\"retry\":{\"attempts\":3}}");

    assertThat(made.status()).isEqualTo(200);
    assertThat(made.at("success")).isEqualTo(true);
    assertThat(made.text("data.slug")).matches("pc-myrout-[0-9a-f]{6}");
    assertThat(made.text("data.id")).matches("[0-9a-f-]{36}").isEqualTo(made.at("id"));
    assertThat(made.at("version_id")).isEqualTo(made.at("data.version_id"));
    assertThat(made.at("slug")).isEqualTo(made.at("data.slug"));
    assertThat(made.at("data.object")).isEqualTo("config");
  }

  @Test
  void isShownWithItsDocumentInAString() {
    Answer made = create("Shown", "{\"retry\": {\"attempts\": 3}}");

    for (String ref : List.of(made.text("slug"), made.text("id"))) {
      Answer shown = catalog.get(PATH + "/" + ref);

      assertThat(shown.status()).isEqualTo(200);
      assertThat(shown.at("config")).isEqualTo("{\"retry\":{\"attempts\":3}}");
      assertThat(shown.at("version_id")).isEqualTo(made.at("version_id"));
      assertThat(shown.at("workspace_id")).isEqualTo(catalog.world.red.id().toString());
      assertThat(shown.body())
          .containsEntry("format", "json")
          .containsEntry("type", "ORG_CONFIG")
          .containsEntry("status", "active")
          .containsEntry("is_default", 0)
          .containsEntry("name", "Shown")
          .containsEntry("owner_id", "someone")
          .containsEntry("updated_by", "someone")
          .containsEntry("object", "config")
          .containsKeys("created_at", "last_updated_at", "organisation_id");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"weight\":1.50,\"x\":1E+2,\"y\":12345678901234567890.12345,\"z\":-0.0}",
        "{\"b\":1,\"a\":{\"d\":[3,2,1],\"c\":null}}",
        "{\"t\":\"Grüße \\u00fc 日本 🚀 \\ud83d\\ude80 \\/ \\\" a  b\"}",
        "{}",
      })
  void theDocumentComesBackCharByChar(String document) {
    Answer asObject = create("Exact", document);
    Answer asText = create("Exact", quoted(" " + document + "\n"));

    assertThat(catalog.get(PATH + "/" + asObject.at("slug")).at("config")).isEqualTo(document);
    assertThat(catalog.get(PATH + "/" + asText.at("slug")).at("config"))
        .isEqualTo(" " + document + "\n");
    Answer again =
        catalog.put(PATH + "/" + asObject.at("slug"), "{\"config\":  " + document + " }");
    assertThat(again.at("version_id")).isEqualTo(asObject.at("version_id"));
  }

  @Test
  void aNewDocumentMakesANewVersionAndOldOnesAreKept() {
    Answer made = create("Versions", "{\"weight\":1}");
    String path = PATH + "/" + made.at("slug");

    Answer renamed = catalog.put(path, "{\"name\":\"Renamed\"}");
    Answer changed = catalog.put(path, "{\"slug\":\"x\",\"config\":{\"weight\":2}}");
    Answer same = catalog.put(path, "{\"config\":{\"weight\":2}}");
    Answer versions = catalog.get(path + "/versions");

    assertThat(renamed.at("data.version_id")).isEqualTo(made.at("version_id"));
    assertThat(changed.at("success")).isEqualTo(true);
    assertThat(changed.at("data.version_id")).isNotEqualTo(made.at("version_id"));
    assertThat(same.at("version_id")).isEqualTo(changed.at("version_id"));
    assertThat(catalog.get(path).body())
        .containsEntry("name", "Renamed")
        .containsEntry("config", "{\"weight\":2}");
    assertThat(versions.at("total")).isEqualTo(2);
    assertThat(versions.at("data.0.config")).isEqualTo("{\"weight\":2}");
    assertThat(versions.at("data.0.is_current")).isEqualTo(true);
    assertThat(versions.at("data.1.config")).isEqualTo("{\"weight\":1}");
    assertThat(versions.at("data.1.version_id")).isEqualTo(made.at("version_id"));
    assertThat(catalog.get(path + "/versions?page_size=1&current_page=1").at("data.0.version"))
        .isEqualTo(1);
  }

  @Test
  void listsHaveNoDocumentsAndGoByWorkspace() {
    create("Listed", "{\"weight\":77}");
    Answer blue =
        catalog.post(
            PATH,
            "{\"name\":\"Blue\",\"config\":\"{}\",\"workspace_id\":\""
                + catalog.world.blue.id()
                + "\"}");

    Answer all = catalog.get(PATH + "?");
    Answer ofBlue = catalog.get(PATH + "?workspace_id=blue");
    Answer page = catalog.get(PATH + "?workspace_id=red&pageSize=1&currentPage=0");
    Answer seenByRed = catalog.as(RED, "GET", PATH, null);

    assertThat(all.at("object")).isEqualTo("list");
    assertThat(all.text()).doesNotContain("weight");
    assertThat(ofBlue.text()).contains(blue.text("slug")).doesNotContain("Listed");
    assertThat((List<?>) page.at("data")).hasSize(1);
    assertThat(seenByRed.text()).doesNotContain(blue.text("slug"));
    assertThat(seenByRed.at("total")).isEqualTo(page.at("total"));
  }

  @Test
  void aWorkspaceHasOneDefaultAndAnotherTakesItsPlace() {
    String body = "{\"name\":\"D\",\"config\":{},\"workspace_id\":\"blue\",\"isDefault\":1}";
    Answer first = catalog.post(PATH, body);
    Answer second = catalog.post(PATH, body.replace("isDefault\":1", "is_default\":true"));

    assertThat(catalog.get(PATH + "/" + first.at("slug")).at("is_default")).isEqualTo(0);
    assertThat(catalog.get(PATH + "/" + second.at("slug")).at("is_default")).isEqualTo(1);
    catalog.put(PATH + "/" + first.at("slug"), "{\"isDefault\":1}");
    assertThat(catalog.get(PATH + "/" + second.at("slug")).at("is_default")).isEqualTo(0);
    Answer refused = catalog.put(PATH + "/" + first.at("slug"), "{\"status\":\"archived\"}");
    assertThat(refused.at("errors.0.pointer")).isEqualTo("/status");
    assertThat(
            catalog
                .put(PATH + "/" + first.at("slug"), "{\"isDefault\":0,\"status\":\"archived\"}")
                .status())
        .isEqualTo(200);
    assertThat(catalog.get(PATH + "?status=archived").text()).contains(first.text("slug"));
    assertThat(catalog.get(PATH).text()).doesNotContain(first.text("slug"));
    catalog.delete(PATH + "/" + first.at("slug"));
    catalog.delete(PATH + "/" + second.at("slug"));
  }

  @Test
  void isDeletedUnlessItsWorkspaceOrAKeyStartsFromIt() {
    String slug = create("Used", "{}").text("slug");
    String workspace = "/v1/admin/workspaces/red";
    Answer key =
        catalog.post(
            "/v1/api-keys/workspace/service",
            "{\"name\":\"ci\",\"scopes\":[\"completions.write\"],\"workspace_id\":\"red\","
                + "\"defaults\":{\"config_id\":\""
                + slug
                + "\"}}");
    assertThat(key.status()).isEqualTo(200);
    catalog.put(workspace, "{\"defaults\":{\"user_api_key_config\":\"" + slug + "\"}}");

    Answer both = catalog.delete(PATH + "/" + slug);
    assertThat(both.status()).isEqualTo(409);
    assertThat(both.at("data.errorCode")).isEqualTo("AB07");
    assertThat(both.text("data.message")).contains("workspace", "API key ci");
    assertThat(catalog.put(PATH + "/" + slug, "{\"status\":\"archived\"}").status()).isEqualTo(409);

    catalog.put(workspace, "{\"defaults\":null}");
    assertThat(catalog.delete(PATH + "/" + slug).status()).isEqualTo(409);
    catalog.put("/v1/api-keys/" + key.at("id"), "{\"defaults\":null}");
    Answer deleted = catalog.delete(PATH + "/" + slug);

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body()).isEmpty();
    assertThat(catalog.get(PATH + "/" + slug).status()).isEqualTo(404);
  }

  @Test
  void onlyAnActiveConfigOfTheWorkspaceCanBeADefault() {
    String ofBlue =
        catalog.post(PATH, "{\"name\":\"B\",\"config\":{},\"workspace_id\":\"blue\"}").text("slug");
    String archived = create("Old", "{}").text("slug");
    catalog.put(PATH + "/" + archived, "{\"status\":\"archived\"}");

    for (String ref : List.of("pc-never-000000", ofBlue, archived, "")) {
      Answer inKey =
          catalog.post(
              "/v1/api-keys/workspace/service",
              "{\"name\":\"k\",\"scopes\":[\"logs.list\"],\"workspace_id\":\"red\","
                  + "\"defaults\":{\"config_id\":\""
                  + ref
                  + "\"}}");
      Answer inWorkspace =
          catalog.put("/v1/admin/workspaces/red", "{\"defaults\":{\"config\":\"" + ref + "\"}}");

      assertThat(inKey.status()).isEqualTo(400);
      assertThat(inKey.at("errors.0.pointer")).isEqualTo("/defaults/config_id");
      assertThat(inWorkspace.at("errors.0.pointer")).isEqualTo("/defaults/config");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"strategy\":{\"mode\":\"random\"}} | /config/strategy/mode",
        "{\"strategy\":{}} | /config/strategy",
        "{\"strategy\":{\"mode\":\"conditional\"}} | /config/strategy",
        "{\"strategy\":{\"mode\":\"fallback\",\"on_status_codes\":[429,\"x\"]}}"
            + " | /config/strategy/on_status_codes/1",
        "{\"strategy\":{\"mode\":\"conditional\",\"conditions\":[{\"query\":{\"metadata.a\":"
            + "{\"$like\":1}},\"then\":\"a\"}]}}"
            + " | /config/strategy/conditions/0/query/metadata.a",
        "{\"strategy\":{\"mode\":\"conditional\",\"conditions\":[{\"query\":{\"$and\":[{\"x\":1}]},"
            + "\"then\":\"a\"}]}} | /config/strategy/conditions/0/query/$and/0",
        "{\"targets\":[{\"weight\":1},{\"weight\":-1}]} | /config/targets/1/weight",
        "{\"targets\":[{\"targets\":[{\"retry\":{\"attempts\":6}}]}]}"
            + " | /config/targets/0/targets/0/retry/attempts",
        "{\"targets\":[]} | /config/targets",
        "{\"cache\":{\"mode\":\"big\"}} | /config/cache/mode",
        "{\"cache\":{\"mode\":\"simple\",\"max_age\":59}} | /config/cache/max_age",
        "{\"request_timeout\":0.5} | /config/request_timeout",
        "{\"override_params\":[]} | /config/override_params",
        "{\"strategy\":{\"mode\":\"fallback\",\"cb_config\":{\"cooldown_interval\":29999}}}"
            + " | /config/strategy/cb_config/cooldown_interval",
        "{\"strategy\":{\"mode\":\"loadbalance\",\"sticky_session\":{\"hash_fields\":[\"a\"]}}}"
            + " | /config/strategy/sticky_session/hash_fields/0",
        "[] | /config",
        "7 | /config",
        "\"{\" | /config",
        "\"[]\" | /config",
        "null | /config",
      })
  void refusesADocumentOfAnotherShapeAndSaysWhere(String document, String pointer) {
    Answer refused = create("Bad", document);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
    assertThat(refused.text("errors.0.message")).isNotBlank();
  }

  @Test
  void takesWhatTheProtocolKnowsAndKeepsWhatItDoesNot() {
    catalog.giveToRed("routed", Fixtures.dollars(10));
    Answer made =
        create(
            "Everything",
            """
            {"strategy":{"mode":"conditional","conditions":[
               {"query":{"$or":[{"metadata.plan":{"$in":["a","b"]}},{"params.model":{"$regex":"^gpt"}},
                 {"metadata.secret":"yes"}],"url.pathname":{"$eq":"/v1/chat/completions"}},"then":"cheap"}],
               "default":"best","on_status_codes":[429],
               "sticky_session":{"enabled":true,"hash_fields":["metadata.user"],"ttl":60},
               "cb_config":{"failure_threshold":5,"cooldown_interval":30000,"minimum_requests":5,
                 "failure_status_codes":[500],"failure_threshold_percentage":20.5}},
             "targets":[{"name":"cheap","provider":"@routed","weight":0.5,
                 "retry":{"attempts":5,"use_retry_after_header":true},
                 "override_params":{"model":"@routed/gpt-4o","response_format":{"properties":
                   {"password":{"type":"string"}}}}},
               {"name":"best","strategy":{"mode":"loadbalance"},"targets":[
                 {"virtual_key":"routed","override_params":{"model":"@cf/meta/llama"}},
                 {"provider":"openai","forward_headers":["authorization"],"something_new":[1,{"x":null}]}]}],
             "cache":{"mode":"semantic","max_age":3600},"request_timeout":1000,
             "drop_params":["logprobs"],"default_params":{"temperature":0.1},"passthrough":false}
            """);

    assertThat(made.text()).contains("\"success\":true");
    assertThat(catalog.get(PATH + "/" + made.at("slug")).text("config"))
        .contains("\"something_new\":[1,{\"x\":null}]", "\"weight\":0.5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"api_key\":\"sk-very-secret\"} | /config/api_key",
        "{\"targets\":[{\"provider\":\"bedrock\",\"aws_secret_access_key\":\"sk-very-secret\"}]}"
            + " | /config/targets/0/aws_secret_access_key",
        "{\"targets\":[{\"headers\":{\"Authorization\":\"Bearer sk-very-secret\"}}]}"
            + " | /config/targets/0/headers/Authorization",
        "{\"override_params\":{\"x-api-key\":\"sk-very-secret\"}}"
            + " | /config/override_params/x-api-key",
      })
  void refusesCredentialsWithoutRepeatingThem(String document, String pointer) {
    Answer refused = create("Leaky", document);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
    assertThat(refused.text()).doesNotContain("very-secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"provider\":\"@nobody\"} | /config/provider",
        "{\"targets\":[{\"targets\":[{\"provider\":\"@nobody/x\"}]}]}"
            + " | /config/targets/0/targets/0/provider",
        "{\"targets\":[{\"virtual_key\":\"nobody\"}]} | /config/targets/0/virtual_key",
        "{\"override_params\":{\"model\":\"@nobody/gpt\"}} | /config/override_params/model",
      })
  void refusesAProviderThatIsNotInTheWorkspace(String document, String pointer) {
    Answer refused = create("Nowhere", document);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
  }

  @Test
  void aDocumentMayBeLongButNotEndless() {
    assertThat(create("Long", "{\"note\":\"" + "x".repeat(60_000) + "\"}").status()).isEqualTo(200);
    Answer refused = create("Longer", "{\"note\":\"" + "x".repeat(70_000) + "\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo("/config");
    assertThat(create("Deep", "{\"a\":".repeat(40) + "1" + "}".repeat(40)).status()).isEqualTo(400);
  }

  @Test
  void anotherTenantsConfigAnswersLikeOneThatDoesNotExist() {
    String theirs = create("Secret plan", "{}").text("slug");

    for (String path : List.of("/" + theirs, "/" + theirs + "/versions")) {
      assertThat(catalog.as(STRANGER, "GET", PATH + path, null).text())
          .isEqualTo(
              catalog
                  .as(STRANGER, "GET", PATH + path.replace(theirs, "pc-nobody-000000"), null)
                  .text()
                  .replace("pc-nobody-000000", theirs));
    }
    assertThat(catalog.as(STRANGER, "PUT", PATH + "/" + theirs, "{\"name\":\"x\"}").status())
        .isEqualTo(404);
    assertThat(catalog.as(STRANGER, "DELETE", PATH + "/" + theirs, null).status()).isEqualTo(404);
    assertThat(catalog.as(STRANGER, "GET", PATH, null).at("total")).isEqualTo(0);
    assertThat(
            catalog
                .as(
                    STRANGER,
                    "POST",
                    PATH,
                    "{\"name\":\"x\",\"config\":{},\"workspace_id\":\"red\"}")
                .status())
        .isEqualTo(404);
  }

  @Test
  void withoutTheScopeNothingIsAnswered() {
    String slug = create("Scoped", "{}").text("slug");
    Map<String, String> requests =
        Map.of(
            "GET " + PATH, "",
            "POST " + PATH, "{\"name\":\"x\",\"config\":{},\"workspace_id\":\"red\"}",
            "GET " + PATH + "/" + slug, "",
            "GET " + PATH + "/" + slug + "/versions", "",
            "PUT " + PATH + "/" + slug, "{\"name\":\"x\"}",
            "DELETE " + PATH + "/" + slug, "");

    requests.forEach(
        (request, body) -> {
          String[] parts = request.split(" ");
          assertThat(
                  catalog.as(POWERLESS, parts[0], parts[1], body.isEmpty() ? null : body).status())
              .as(request)
              .isEqualTo(403);
        });
    assertThat(catalog.as(ADMIN, "POST", PATH, "{\"name\":\"x\",\"config\":{}}").status())
        .isEqualTo(400);
  }

  private static Answer create(String name, String document) {
    return catalog.post(
        PATH, "{\"name\":\"" + name + "\",\"workspace_id\":\"red\",\"config\": " + document + " }");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
