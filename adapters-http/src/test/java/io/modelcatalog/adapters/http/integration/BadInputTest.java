package io.modelcatalog.adapters.http.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.integration.AdminServer.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
  private static AdminServer server;

  @BeforeAll
  static void start() {
    server = new AdminServer();
    server.post(
        "/v1/integrations",
        "{\"name\":\"Here\",\"ai_provider_id\":\"openai\",\"key\":\"sk-abcdefghijkl\"}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"ai_provider_id":"echo"}                                            | /name
          {"name":null,"ai_provider_id":"echo"}                                | /name
          {"name":"  ","ai_provider_id":"echo"}                                | /name
          {"name":7,"ai_provider_id":"echo"}                                   | /name
          {"name":["x"],"ai_provider_id":"echo"}                               | /name
          {"name":"a\\u0007b","ai_provider_id":"echo"}                         | /name
          {"name":"a\\u0000b","ai_provider_id":"echo"}                         | /name
          {"name":"a\\ud800b","ai_provider_id":"echo"}                         | /name
          {"name":"x","name":"y","ai_provider_id":"echo"}                      | /name
          {"name":"x"}                                                         | /ai_provider_id
          {"name":"x","ai_provider_id":"nonsense"}                             | /ai_provider_id
          {"name":"x","ai_provider_id":"openai"}                               | /key
          {"name":"x","ai_provider_id":"openai","key":"a b"}                   | /key
          {"name":"x","ai_provider_id":"openai","key":"a\\r\\nX-Evil: 1"}      | /key
          {"name":"x","ai_provider_id":"openai","key":{"a":1}}                 | /key
          {"name":"x","ai_provider_id":"echo","slug":"a/b"}                    | /slug
          {"name":"x","ai_provider_id":"echo","slug":"@a"}                     | /slug
          {"name":"x","ai_provider_id":"echo","configurations":[]}             | /configurations
          {"name":"x","ai_provider_id":"echo","configurations":{"a":{"b":1,"b":2}}} | /configurations/a/b
          {"name":"x","ai_provider_id":"echo","configurations":{"custom_host":"ftp://x"}} | /configurations/custom_host
          {"name":"x","ai_provider_id":"echo","tags":"x"}                      | /tags
          {"name":"x","ai_provider_id":"echo","tags":["a",1]}                  | /tags/1
          {"name":"x","ai_provider_id":"echo","create_default_provider":"maybe"} | /create_default_provider
          {"name":"x","ai_provider_id":"echo","default_provider_slug":"a/b"}   | /default_provider_slug
          {"name":"x","ai_provider_id":"echo","pricing_adjustments":7}         | /pricing_adjustments
          {"name":"x","ai_provider_id":"echo","pricing_adjustments":{"multiplier":{"default":-1}}} | /pricing_adjustments/multiplier/default
          {"name":"x","ai_provider_id":"echo","pricing_adjustments":{"multiplier":{"image":{"default":"2"}}}} | /pricing_adjustments/multiplier/image/default
          {"name":"x","ai_provider_id":"echo","secret_mappings":[{"target_field":"key"}]} | /secret_mappings/0/secret_reference_id
          {"name":"x","ai_provider_id":"echo","n":1e999999999}                 | /n
          """)
  void aFaultyCreationIsRefusedWithTheFieldAndMakesNothing(String body, String pointer) {
    Answer refused = server.post("/v1/integrations", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB01");
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
    assertThat(server.get("/v1/integrations").at("total")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                   | /workspaces
          {"workspaces":{}}                                                    | /workspaces
          {"workspaces":["red"]}                                               | /workspaces/0
          {"workspaces":[{"enabled":true}]}                                    | /workspaces/0/id
          {"workspaces":[{"id":"red"}]}                                        | /workspaces/0/enabled
          {"workspaces":[{"id":"red","enabled":null}]}                         | /workspaces/0/enabled
          {"workspaces":[{"id":"red","enabled":true},{"id":"red","enabled":true}]} | /workspaces/1/id
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":7}]}        | /workspaces/0/usage_limits
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"type":"cost"}]}]} | /workspaces/0/usage_limits/0/credit_limit
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"type":"gold","credit_limit":1}]}]} | /workspaces/0/usage_limits/0/type
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"credit_limit":"1"}]}]} | /workspaces/0/usage_limits/0/credit_limit
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"credit_limit":0}]}]} | /workspaces/0/usage_limits/0/credit_limit
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"credit_limit":-1}]}]} | /workspaces/0/usage_limits/0/credit_limit
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"credit_limit":1e30}]}]} | /workspaces/0/usage_limits/0/credit_limit
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"type":"tokens","credit_limit":1.5}]}]} | /workspaces/0/usage_limits/0/credit_limit
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"credit_limit":1,"alert_threshold":1}]}]} | /workspaces/0/usage_limits/0/alert_threshold
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"credit_limit":1,"periodic_reset":"daily"}]}]} | /workspaces/0/usage_limits/0/periodic_reset
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"credit_limit":1,"periodic_reset_days":366}]}]} | /workspaces/0/usage_limits/0/periodic_reset_days
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"credit_limit":1,"periodic_reset":"weekly","periodic_reset_days":7}]}]} | /workspaces/0/usage_limits/0/periodic_reset_days
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"credit_limit":1,"next_usage_reset_at":"soon"}]}]} | /workspaces/0/usage_limits/0/next_usage_reset_at
          {"workspaces":[{"id":"red","enabled":true,"usage_limits":[{"credit_limit":1},{"credit_limit":2}]}]} | /workspaces/0/usage_limits/1/type
          {"workspaces":[{"id":"red","enabled":true,"rate_limits":[{"type":"requests","unit":"rpm"}]}]} | /workspaces/0/rate_limits/0/value
          {"workspaces":[{"id":"red","enabled":true,"rate_limits":[{"type":"requests","unit":"rpy","value":1}]}]} | /workspaces/0/rate_limits/0/unit
          {"workspaces":[{"id":"red","enabled":true,"rate_limits":[{"type":"cows","unit":"rpm","value":1}]}]} | /workspaces/0/rate_limits/0/type
          {"workspaces":[{"id":"red","enabled":true,"rate_limits":[{"type":"tokens","unit":"rpm","value":-1}]}]} | /workspaces/0/rate_limits/0/value
          {"workspaces":[{"id":"red","enabled":true}],"override_existing_workspace_access":true} | /override_existing_workspace_access
          """)
  void aFaultyProvisioningIsRefusedWithTheFieldAndMakesNothing(String body, String pointer) {
    Answer refused = server.put("/v1/integrations/here/workspaces", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
    assertThat(server.get("/v1/integrations/here/workspaces").at("total")).isEqualTo(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                    | /models
          {"models":[{"enabled":true}]}                         | /models/0/slug
          {"models":[{"slug":"a"}]}                             | /models/0/enabled
          {"models":[{"slug":"a b","enabled":true}]}            | /models/0/slug
          {"models":[{"slug":"a","enabled":"yes"}]}             | /models/0/enabled
          {"allow_all_models":2}                                | /allow_all_models
          {"models":[{"slug":"a","enabled":true,"pricing_config":{}}]} | /models/0/pricing_config/pay_as_you_go
          {"models":[{"slug":"a","enabled":true,"pricing_config":{"type":"odd","pay_as_you_go":{"request_token":{"price":1}}}}]} | /models/0/pricing_config/type
          {"models":[{"slug":"a","enabled":true,"pricing_config":{"pay_as_you_go":{"request_token":{"price":-1}}}}]} | /models/0/pricing_config/pay_as_you_go/request_token/price
          {"models":[{"slug":"a","enabled":true,"pricing_config":{"pay_as_you_go":{"request_token":{"price":101}}}}]} | /models/0/pricing_config/pay_as_you_go/request_token/price
          {"models":[{"slug":"a","enabled":true,"pricing_config":{"pay_as_you_go":{"request_token":{"price":"1"}}}}]} | /models/0/pricing_config/pay_as_you_go/request_token/price
          {"models":[{"slug":"a","enabled":true,"configurations":{"custom_host":"http://x"}}]} | /models/0/configurations/custom_host
          {"models":[{"slug":"a","enabled":true,"configurations":{"custom_host":"https://x"}}]} | /key
          """)
  void aFaultyModelIsRefusedWithTheFieldAndChangesNothing(String body, String pointer) {
    Answer refused = server.put("/v1/integrations/here/models", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
    assertThat(server.get("/v1/integrations/here/models").at("total")).isEqualTo(3);
  }

  @Test
  void namesEveryFaultyFieldAtOnceAndNoValue() {
    Answer refused =
        server.post(
            "/v1/integrations",
            "{\"name\":7,\"key\":[\"sk-very-secret\"],\"tags\":\"sk-very-secret\"}");

    assertThat((List<?>) refused.at("errors")).hasSize(4);
    assertThat(refused.raw().body()).doesNotContain("sk-very-secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          current_page=-1           | /current_page
          current_page=x            | /current_page
          currentPage=99999999999   | /current_page
          page_size=0               | /page_size
          page_size=1001            | /page_size
          pageSize=1e3              | /page_size
          type=any                  | /type
          """)
  void aFaultyQueryIsRefusedWithTheParameter(String query, String pointer) {
    Answer refused = server.get("/v1/integrations?" + query);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
  }

  @Test
  void aPageBeyondTheEndIsEmpty() {
    Answer far = server.get("/v1/integrations?current_page=2147483647&page_size=1000");

    assertThat(far.status()).isEqualTo(200);
    assertThat(far.at("data")).isEqualTo(List.of());
    assertThat(far.at("total")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name":                     | malformed JSON at line 1, column
          {"name" "x"}                 | malformed JSON at line 1, column
          {name:1}                     | malformed JSON at line 1, column
          {"a":tru}                    | malformed JSON at line 1, column
          {"a":NaN}                    | malformed JSON at line 1, column
          {"a":1} {"b":2}              | malformed JSON at line 1, column
          {"a":01}                     | malformed JSON at line 1, column
          []                           | must be a JSON object
          "x"                          | must be a JSON object
          null                         | must be a JSON object
          """)
  void malformedJsonIsRefusedWithThePosition(String body, String message) {
    Answer refused = server.post("/v1/integrations", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat((String) refused.at("data.message")).contains(message);
  }

  @Test
  void aBodyMustBeThere() {
    assertThat(server.post("/v1/integrations", "").status()).isEqualTo(400);
    assertThat(server.put("/v1/integrations/here", "").status()).isEqualTo(400);
  }

  @Test
  void jsonThatIsTooDeepOrTooLongIsRefused() {
    String deep = "{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}";
    String longText = "{\"name\":\"" + "x".repeat(300_000) + "\"}";
    String longName = "{\"name\":\"" + "x".repeat(256) + "\",\"ai_provider_id\":\"echo\"}";
    String digits = "{\"a\":" + "9".repeat(100) + "}";

    assertThat(server.post("/v1/integrations", deep).status()).isEqualTo(400);
    assertThat(server.post("/v1/integrations", longText).status()).isEqualTo(400);
    assertThat(server.post("/v1/integrations", longName).at("errors.0.pointer")).isEqualTo("/name");
    assertThat(server.post("/v1/integrations", digits).status()).isEqualTo(400);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    byte[] fiveMegabytes = new byte[5_000_000];
    byte[] sevenMegabytes = new byte[7_000_000];

    for (byte[] body : List.of(fiveMegabytes, sevenMegabytes)) {
      Answer refused =
          server.exchange(
              "POST",
              "/v1/integrations",
              body,
              "x-portkey-api-key",
              AdminServer.ADMIN,
              "content-type",
              "application/json");
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.at("data.errorCode")).isEqualTo("AB01");
    }
  }

  @Test
  void onlyJsonIsTaken() {
    Answer refused =
        server.exchange(
            "POST",
            "/v1/integrations",
            "{}".getBytes(StandardCharsets.UTF_8),
            "x-portkey-api-key",
            AdminServer.ADMIN,
            "content-type",
            "text/plain");

    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.at("success")).isEqualTo(false);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    Answer refused =
        server.exchange(
            "POST",
            "/v1/integrations",
            new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'},
            "x-portkey-api-key",
            AdminServer.ADMIN,
            "content-type",
            "application/json");

    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void fieldsNobodyKnowsAreIgnored() {
    AdminServer own = new AdminServer();
    try {
      Answer created =
          own.post(
              "/v1/integrations",
              """
              {"name":"x","ai_provider_id":"echo","id":"mine","organisation_id":"theirs",
               "status":"archived","version":99,"created_by":"me","type":"workspace"}\
              """);

      assertThat(created.status()).isEqualTo(200);
      assertThat(own.get("/v1/integrations/x").body())
          .containsEntry("type", "organisation")
          .containsEntry("status", "active")
          .containsAllEntriesOf(Map.of("organisation_id", own.world.red.organization().toString()));
    } finally {
      own.close();
    }
  }
}
