package io.modelcatalog.adapters.http.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.workspace.CatalogOverHttp;
import io.modelcatalog.adapters.http.workspace.CatalogOverHttp.Answer;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.secret.FakePasswords;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignInApiTest {
  private static final String PASSWORD = "correct horse battery";

  private static CatalogOverHttp catalog;

  @BeforeAll
  static void start() {
    catalog = new CatalogOverHttp();
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  /** A signed-in browser. */
  private record Browser(String cookie, String csrf) {
    HttpResponse<String> get(String path) {
      return catalog.raw("GET", path, null, "cookie", cookie);
    }

    HttpResponse<String> send(String method, String path, String body, String... more) {
      String[] headers = new String[4 + more.length];
      headers[0] = "cookie";
      headers[1] = cookie;
      headers[2] = "x-csrf-token";
      headers[3] = csrf;
      System.arraycopy(more, 0, headers, 4, more.length);
      return catalog.raw(method, path, body, headers);
    }
  }

  @Test
  void theCookieIsOutOfReachOfScriptsAndOtherSites() {
    HttpResponse<String> in = signIn(user(OrganizationRole.ADMIN), PASSWORD);

    assertThat(in.statusCode()).isEqualTo(200);
    assertThat(in.headers().allValues("set-cookie")).hasSize(1);
    String cookie = in.headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie)
        .startsWith("catalog_session=")
        .containsIgnoringCase("HttpOnly")
        .containsIgnoringCase("SameSite=Lax")
        .containsIgnoringCase("Path=/")
        // The public address of this server is one of TLS.
        .containsIgnoringCase("Secure");
    assertThat(in.body()).doesNotContain(token(in)).doesNotContain(PASSWORD);
  }

  @Test
  void showsWhoOneIs() {
    User user = user(OrganizationRole.ADMIN);
    Browser browser = browser(user);

    Answer session = catalog.answer(browser.get("/v1/auth/session"));

    assertThat(session.status()).isEqualTo(200);
    assertThat(session.at("user.email")).isEqualTo(user.email().value());
    assertThat(session.at("role")).isEqualTo("admin");
    assertThat(session.text("csrf_token")).isEqualTo(browser.csrf());
    assertThat((List<?>) session.at("permissions"))
        .asString()
        .contains("organisation_users.create")
        .doesNotContain("organisation_users.owners");
    assertThat(session.text()).doesNotContain("hash:").doesNotContain("digest");
  }

  @Test
  void aSessionAdministersAsItsRoleDoes() {
    Browser admin = browser(user(OrganizationRole.ADMIN));
    Browser member = browser(user(OrganizationRole.MEMBER));

    assertThat(admin.get("/v1/admin/users").statusCode()).isEqualTo(200);
    assertThat(member.get("/v1/admin/users").statusCode()).isEqualTo(403);
    assertThat(admin.send("POST", "/v1/admin/workspaces", "{\"name\":\"By session\"}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void anOldTokenDoesNotSurviveSigningInAgain() {
    User user = user(OrganizationRole.MEMBER);
    String planted = "catalog_session=" + "a".repeat(43);

    HttpResponse<String> in =
        catalog.raw("POST", "/v1/auth/sign-in", credentials(user, PASSWORD), "cookie", planted);

    assertThat(in.statusCode()).isEqualTo(200);
    assertThat(token(in)).isNotEqualTo("a".repeat(43));
    assertThat(catalog.raw("GET", "/v1/auth/session", null, "cookie", planted).statusCode())
        .isEqualTo(401);
  }

  @Test
  void changesNeedTheTokenOfTheirOwnSession() {
    Browser mine = browser(user(OrganizationRole.ADMIN));
    Browser other = browser(user(OrganizationRole.ADMIN));
    String body = "{\"name\":\"Forged\"}";

    for (String csrf : new String[] {"", "wrong", other.csrf()}) {
      HttpResponse<String> refused =
          catalog.raw(
              "POST",
              "/v1/admin/workspaces",
              body,
              "cookie",
              mine.cookie(),
              "x-csrf-token",
              csrf.isEmpty() ? "-" : csrf);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("x-csrf-token").doesNotContain(mine.csrf());
    }
    assertThat(
            catalog.raw("POST", "/v1/admin/workspaces", body, "cookie", mine.cookie()).statusCode())
        .isEqualTo(403);
    assertThat(catalog.get("/v1/admin/workspaces?exact_name=Forged").at("total")).isEqualTo(0);
  }

  @ParameterizedTest
  @CsvSource({
    "origin, https://evil.example, 403",
    "origin, null, 403",
    "origin, https://catalog.example.com, 200",
    "sec-fetch-site, cross-site, 403",
    "sec-fetch-site, same-site, 403",
    "sec-fetch-site, same-origin, 200"
  })
  void pagesOfOtherSitesChangeNothingAndSignNobodyIn(String header, String value, int status) {
    User user = user(OrganizationRole.ADMIN);
    Browser browser = browser(user);

    HttpResponse<String> change =
        browser.send(
            "PUT", "/v1/admin/users/" + user.id(), "{\"first_name\":\"X\"}", header, value);
    assertThat(change.statusCode()).as(change.body()).isEqualTo(status);
    assertThat(
            catalog
                .raw("POST", "/v1/auth/sign-in", credentials(user, PASSWORD), header, value)
                .statusCode())
        .isEqualTo(status);
  }

  @Test
  void aWrongPasswordAndAnUnknownAddressAnswerAlike() {
    HttpResponse<String> wrong = signIn(user(OrganizationRole.MEMBER), "not the password");
    HttpResponse<String> unknown =
        catalog.raw(
            "POST",
            "/v1/auth/sign-in",
            "{\"email\":\"nobody@example.com\",\"password\":\"not the password\"}");

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(unknown.body()).isEqualTo(wrong.body());
    assertThat(wrong.headers().firstValue("set-cookie")).isEmpty();
  }

  @Test
  void guessingIsSlowedDown() {
    User user = user(OrganizationRole.MEMBER);
    for (int i = 0; i < 10; i++) {
      assertThat(signIn(user, "guess number " + i).statusCode()).isEqualTo(401);
    }

    HttpResponse<String> refused = signIn(user, PASSWORD);

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Long.parseLong(refused.headers().firstValue("retry-after").orElseThrow()))
        .isBetween(1L, 901L);
  }

  @Test
  void signingOutEndsTheSessionAndTheCookie() {
    Browser browser = browser(user(OrganizationRole.MEMBER));

    HttpResponse<String> out = browser.send("POST", "/v1/auth/sign-out", "{}");

    assertThat(out.statusCode()).isEqualTo(200);
    assertThat(out.headers().firstValue("set-cookie").orElseThrow())
        .startsWith("catalog_session=;")
        .containsIgnoringCase("Max-Age=0");
    assertThat(browser.get("/v1/auth/session").statusCode()).isEqualTo(401);
  }

  @Test
  void aDeletedUsersSessionDiesAtOnce() {
    User user = user(OrganizationRole.ADMIN);
    Browser browser = browser(user);

    catalog.delete("/v1/admin/users/" + user.id());

    assertThat(browser.get("/v1/auth/session").statusCode()).isEqualTo(401);
  }

  @Test
  void aDemotedUserMayLessAtOnce() {
    User user = user(OrganizationRole.ADMIN);
    Browser browser = browser(user);
    assertThat(browser.get("/v1/admin/users").statusCode()).isEqualTo(200);

    catalog.put("/v1/admin/users/" + user.id(), "{\"role\":\"member\"}");

    assertThat(browser.get("/v1/admin/users").statusCode()).isEqualTo(403);
  }

  @Test
  void onesOwnSessionsAreListedAndEnded() {
    User user = user(OrganizationRole.MEMBER);
    Browser here = browser(user);
    Browser there = browser(user);
    String id = catalog.answer(there.get("/v1/auth/session")).text("id");

    assertThat(catalog.answer(here.get("/v1/auth/sessions")).at("total")).isEqualTo(2);
    assertThat(here.send("DELETE", "/v1/auth/sessions/" + id, "{}").statusCode()).isEqualTo(200);
    assertThat(there.get("/v1/auth/session").statusCode()).isEqualTo(401);
    assertThat(here.send("DELETE", "/v1/auth/sessions/" + id, "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void thePasswordIsChangedByWhoKnowsIt() {
    User user = user(OrganizationRole.MEMBER);
    Browser browser = browser(user);
    String next = "a much better password";

    assertThat(
            browser
                .send(
                    "PUT",
                    "/v1/auth/password",
                    "{\"current_password\":\"wrong\",\"new_password\":\"" + next + "\"}")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            browser
                .send(
                    "PUT",
                    "/v1/auth/password",
                    "{\"current_password\":\"" + PASSWORD + "\",\"new_password\":\"" + next + "\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(signIn(user, PASSWORD).statusCode()).isEqualTo(401);
    assertThat(signIn(user, next).statusCode()).isEqualTo(200);
  }

  @Test
  void aKeyHasNoSession() {
    assertThat(catalog.get("/v1/auth/session").status()).isEqualTo(400);
  }

  @Test
  void anInviteIsAcceptedOnceAndSignsIn() {
    Answer invite =
        catalog.post(
            "/v1/admin/users/invites",
            "{\"email\":\"new-%s@example.com\",\"role\":\"member\"}".formatted(UUID.randomUUID()));
    String link = invite.text("invite_link");
    String body =
        "{\"token\":\"%s\",\"first_name\":\"N\",\"last_name\":\"O\",\"password\":\"%s\"}"
            .formatted(link.substring(link.indexOf('#') + 1), PASSWORD);

    HttpResponse<String> came = catalog.raw("POST", "/v1/invites/accept", body);

    assertThat(came.statusCode()).as(came.body()).isEqualTo(200);
    assertThat(catalog.answer(came).at("session.role")).isEqualTo("member");
    assertThat(came.body()).doesNotContain(PASSWORD).doesNotContain(token(came));
    assertThat(catalog.raw("POST", "/v1/invites/accept", body).statusCode()).isEqualTo(403);
    assertThat(catalog.get("/v1/admin/users/invites/" + invite.text("id")).at("status"))
        .isEqualTo("accepted");
  }

  @Test
  void aSetupLinkThatIsNoneOpensNothing() {
    assertThat(
            catalog
                .raw(
                    "POST",
                    "/v1/setup",
                    "{\"token\":\"guessed\",\"email\":\"a@example.com\",\"password\":\"%s\"}"
                        .formatted(PASSWORD))
                .statusCode())
        .isEqualTo(403);
  }

  private static Browser browser(User user) {
    HttpResponse<String> in = signIn(user, PASSWORD);
    assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
    return new Browser("catalog_session=" + token(in), catalog.answer(in).text("csrf_token"));
  }

  private static String token(HttpResponse<String> response) {
    String cookie = response.headers().firstValue("set-cookie").orElseThrow();
    return cookie.substring("catalog_session=".length(), cookie.indexOf(';'));
  }

  private static HttpResponse<String> signIn(User user, String password) {
    return catalog.raw("POST", "/v1/auth/sign-in", credentials(user, password));
  }

  private static String credentials(User user, String password) {
    return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(user.email().value(), password);
  }

  private static User user(OrganizationRole role) {
    Result<User, StoreConflict> saved =
        catalog.users.save(
            new User(
                new UserId(UUID.randomUUID()),
                Fixtures.ACME,
                new EmailAddress("u" + UUID.randomUUID() + "@example.com"),
                "Ada",
                "Lovelace",
                role,
                Audit.created(Fixtures.SOMEONE, Fixtures.NOON),
                0));
    return switch (saved) {
      case Result.Ok<User, StoreConflict>(User user) -> {
        catalog.passwords.save(
            user.id(), new FakePasswords().hash(SecretText.of(PASSWORD)), Fixtures.NOON);
        yield user;
      }
      case Result.Err<User, StoreConflict>(StoreConflict why) -> throw new AssertionError(why);
    };
  }
}
