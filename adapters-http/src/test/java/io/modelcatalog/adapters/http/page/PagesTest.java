package io.modelcatalog.adapters.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.workspace.CatalogOverHttp;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
  private static final Pattern INPUT = Pattern.compile("<input id=\"([^\"]*)\"");

  private static CatalogOverHttp catalog;

  @BeforeAll
  static void start() {
    catalog = new CatalogOverHttp();
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sign-in", "/invite", "/setup"})
  void aPageRunsNothingButItsOwnFilesAndStandsInNoFrame(String path) {
    HttpResponse<String> page = catalog.raw("GET", path, null);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/html")
        .containsIgnoringCase("charset=utf-8");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http:", "https:", "*");
    assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(page.headers().firstValue("referrer-policy")).contains("no-referrer");
    assertThat(page.body()).doesNotContain("<style", "style=", "onclick=", "://");
    assertThat(page.body().split("<script", -1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sign-in", "/invite", "/setup"})
  void whatAPageLinksToIsThere(String path) {
    List<String> links =
        LINK.matcher(catalog.raw("GET", path, null).body())
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(links).hasSizeGreaterThanOrEqualTo(3);
    assertThat(links)
        .allSatisfy(
            link ->
                assertThat(catalog.raw("GET", link, null).statusCode()).as(link).isEqualTo(200));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sign-in", "/invite", "/setup"})
  void everyFieldHasALabelAndNoFormPutsItsFieldsIntoTheAddress(String path) {
    String page = catalog.raw("GET", path, null).body();

    List<String> inputs = INPUT.matcher(page).results().map(found -> found.group(1)).toList();
    assertThat(inputs).isNotEmpty();
    assertThat(inputs)
        .allSatisfy(input -> assertThat(page).contains("<label for=\"" + input + "\">"));
    assertThat(page).contains("<html lang=\"en\">", "<form method=\"post\"", "role=\"alert\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sign-in.html", "..", "%2e%2e%2fdb%2fmodel-catalog.sql", "none.js"})
  void nothingElseIsServed(String name) {
    assertThat(catalog.raw("GET", "/pages/" + name, null).statusCode()).isEqualTo(404);
  }

  @Test
  void scriptsAreScriptsToABrowserThatDoesNotGuess() {
    assertThat(
            catalog
                .raw("GET", "/pages/pages.js", null)
                .headers()
                .firstValue("content-type")
                .orElseThrow())
        .startsWith("text/javascript");
  }
}
