package io.modelcatalog.adapters.http.person;

import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.ADMIN;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.POWERLESS;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.RED;
import static io.modelcatalog.adapters.http.workspace.CatalogOverHttp.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.workspace.CatalogOverHttp;
import io.modelcatalog.adapters.http.workspace.CatalogOverHttp.Answer;
import io.modelcatalog.application.port.mail.InviteMail;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeopleApiTest {
  private static final String USERS = "/v1/admin/users";
  private static final String INVITES = "/v1/admin/users/invites";

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
  void aUserIsShownAsClientsReadIt() {
    User user = user(OrganizationRole.MEMBER);
    catalog.post(members(), "{\"users\":[{\"id\":\"" + user.id() + "\",\"role\":\"manager\"}]}");

    Answer found = catalog.get(USERS + "/" + user.id());

    assertThat(found.status()).isEqualTo(200);
    assertThat(found.body())
        .isEqualTo(
            Map.of(
                "object", "user",
                "id", user.id().toString(),
                "first_name", "Ada",
                "last_name", "Lovelace",
                "role", "member",
                "email", user.email().value(),
                "created_at", "2026-03-18T12:00:00.000Z",
                "last_updated_at", "2026-03-18T12:00:00.000Z",
                "workspace_ids", List.of(catalog.world.red.id().toString())));
    Answer listed =
        catalog.get(USERS + "?email=" + user.email() + "&role=&pageSize=10&currentPage=0");
    assertThat(listed.at("object")).isEqualTo("list");
    assertThat(listed.at("total")).isEqualTo(1);
    assertThat(listed.at("data.0")).isEqualTo(found.body());
  }

  @Test
  void aRoleIsChangedAndAUserDeleted() {
    User user = user(OrganizationRole.MEMBER);

    Answer changed =
        catalog.put(
            USERS + "/" + user.id(), "{\"role\":\"admin\",\"first_name\":\"A.\",\"userId\":\"x\"}");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body()).isEmpty();
    assertThat(catalog.get(USERS + "/" + user.id()).at("role")).isEqualTo("admin");
    assertThat(catalog.get(USERS + "/" + user.id()).at("first_name")).isEqualTo("A.");
    assertThat(catalog.delete(USERS + "/" + user.id()).body()).isEmpty();
    assertThat(catalog.get(USERS + "/" + user.id()).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "{\"role\":\"boss\"}, role",
    "{\"role\":null}, role",
    "{\"first_name\":7}, first_name",
    "[], body"
  })
  void aBadChangeNamesTheField(String body, String field) {
    User user = user(OrganizationRole.MEMBER);

    Answer refused = catalog.put(USERS + "/" + user.id(), body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("detail")).contains(field);
  }

  @Test
  void theLastOwnerIsRefusedAsConflict() {
    User owner = user(OrganizationRole.OWNER);

    // A key unmakes no owner at all, be it the last or not.
    assertThat(catalog.delete(USERS + "/" + owner.id()).status()).isEqualTo(403);
  }

  @Test
  void membersAreShownAsClientsReadThem() {
    User user = user(OrganizationRole.ADMIN);

    Answer added =
        catalog.post(members(), "{\"users\":[{\"id\":\"" + user.id() + "\",\"role\":\"member\"}]}");
    Answer found = catalog.get(members() + "/" + user.id());

    assertThat(added.status()).isEqualTo(200);
    assertThat(added.body()).isEmpty();
    assertThat(found.at("object")).isEqualTo("workspace-user");
    assertThat(found.at("org_role")).isEqualTo("admin");
    assertThat(found.at("role")).isEqualTo("member");
    assertThat(found.at("status")).isEqualTo("active");
    assertThat(found.at("email")).isEqualTo(user.email().value());
    assertThat(found.at("settings")).isEqualTo(Map.of());
    assertThat((List<?>) found.at("scopes")).asString().contains("completions.write");
    assertThat(catalog.get(members() + "?role=member&email=" + user.email()).at("data.0"))
        .isEqualTo(found.body());
    assertThat(catalog.put(members() + "/" + user.id(), "{\"role\":\"admin\"}").body()).isEmpty();
    assertThat(catalog.get(members() + "/" + user.id()).at("role")).isEqualTo("admin");
    assertThat(
            catalog.get("/v1/admin/workspaces/" + catalog.world.red.slug().value()).text("users"))
        .contains(user.id().toString());
    assertThat(catalog.delete(members() + "/" + user.id()).body()).isEmpty();
    assertThat(catalog.get(members() + "/" + user.id()).status()).isEqualTo(404);
  }

  @Test
  void aWorkspaceIsMadeWithItsMembers() {
    User plain = user(OrganizationRole.MEMBER);
    User admin = user(OrganizationRole.MEMBER);

    Answer ids =
        catalog.post(
            "/v1/admin/workspaces", "{\"name\":\"By ids\",\"users\":[\"" + plain.id() + "\"]}");
    Answer objects =
        catalog.post(
            "/v1/admin/workspaces",
            "{\"name\":\"By objects\",\"users\":[{\"id\":\""
                + admin.id()
                + "\",\"role\":\"admin\"}]}");

    assertThat(catalog.get("/v1/admin/workspaces/" + ids.text("id")).at("users.0.role"))
        .isEqualTo("member");
    assertThat(catalog.get("/v1/admin/workspaces/" + objects.text("id")).at("users.0.role"))
        .isEqualTo("admin");
    assertThat(
            catalog
                .post("/v1/admin/workspaces", "{\"name\":\"By nobody\",\"users\":[\"nobody\"]}")
                .status())
        .isEqualTo(400);
    assertThat(catalog.get("/v1/admin/workspaces?exact_name=By%20nobody").at("total")).isEqualTo(0);
  }

  @Test
  void whatIsRefusedIsNotMailed() {
    int before = catalog.mailed.size();

    catalog.post(INVITES, "{\"email\":\"" + email() + "\",\"role\":\"emperor\"}");

    assertThat(catalog.mailed).hasSize(before);
  }

  @Test
  void anInviteShowsItsLinkOnceAndItsTokenNowhereElse() {
    Answer made =
        catalog.post(
            INVITES,
            """
            {"email":"%s","role":"member",
             "workspaces":[{"id":"%s","role":"manager"}],
             "workspace_api_key_details":{"scopes":["completions.write"]}}
            """
                .formatted(email(), catalog.world.red.slug().value()));
    String link = made.text("invite_link");
    String token = link.substring(link.indexOf('#') + 1);

    Answer found = catalog.get(INVITES + "/" + made.text("id"));

    assertThat(made.status()).isEqualTo(200);
    assertThat(link).startsWith("https://catalog.example.com/invite#");
    assertThat(found.at("object")).isEqualTo("invite");
    assertThat(found.at("status")).isEqualTo("pending");
    assertThat(found.at("workspaces.0.role")).isEqualTo("manager");
    assertThat(found.at("workspace_api_key_details.scopes.0")).isEqualTo("completions.write");
    assertThat(found.at("accepted_at")).isNull();
    assertThat(found.text()).doesNotContain(token);
    assertThat(catalog.get(INVITES + "?status=pending&page_size=1000").text())
        .contains(made.text("id"))
        .doesNotContain(token);

    Answer resent = catalog.post(INVITES + "/" + made.text("id") + "/resend", "{}");
    assertThat(resent.text("inviteLink")).startsWith("https://").isNotEqualTo(link);
    assertThat(catalog.mailed)
        .extracting(InviteMail.Letter::link)
        .endsWith(link, resent.text("inviteLink"));
    assertThat(catalog.delete(INVITES + "/" + made.text("id")).body()).isEmpty();
    assertThat(catalog.get(INVITES + "/" + made.text("id")).at("status")).isEqualTo("cancelled");
    assertThat(catalog.post(INVITES + "/" + made.text("id") + "/resend", "{}").status())
        .isEqualTo(409);
  }

  @Test
  void aSecondInviteToAnAddressIsAConflict() {
    String body = "{\"email\":\"" + email() + "\",\"role\":\"member\",\"workspaces\":[]}";

    assertThat(catalog.post(INVITES, body).status()).isEqualTo(200);
    Answer second = catalog.post(INVITES, body);
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.at("data.errorCode")).isEqualTo("AB07");
  }

  @Test
  void anotherTenantsPeopleAnswerLikeUnknownOnes() {
    User user = user(OrganizationRole.MEMBER);
    Answer invite = catalog.post(INVITES, "{\"email\":\"" + email() + "\",\"role\":\"member\"}");
    String unknown = UUID.randomUUID().toString();

    for (String[] each :
        new String[][] {
          {"GET", USERS + "/", user.id().toString(), null},
          {"PUT", USERS + "/", user.id().toString(), "{\"role\":\"member\"}"},
          {"DELETE", USERS + "/", user.id().toString(), null},
          {"GET", INVITES + "/", invite.text("id"), null},
          {"DELETE", INVITES + "/", invite.text("id"), null}
        }) {
      Answer foreign = catalog.as(STRANGER, each[0], each[1] + each[2], each[3]);
      Answer none = catalog.as(STRANGER, each[0], each[1] + unknown, each[3]);
      assertThat(foreign.status()).as(each[0] + " " + each[1]).isEqualTo(404);
      assertThat(foreign.text().replace(each[2], unknown)).isEqualTo(none.text());
    }
    assertThat(catalog.as(STRANGER, "GET", members(), null).status()).isEqualTo(404);
  }

  @Test
  void whoLacksTheScopeIsForbidden() {
    assertThat(catalog.as(POWERLESS, "GET", USERS, null).status()).isEqualTo(403);
    assertThat(catalog.as(RED, "GET", USERS, null).status()).isEqualTo(403);
    assertThat(catalog.as(RED, "POST", INVITES, "{\"email\":\"a@b\",\"role\":\"member\"}").status())
        .isEqualTo(403);
    assertThat(catalog.as(RED, "GET", members(), null).status()).isEqualTo(200);
    assertThat(
            catalog
                .as(RED, "GET", "/v1/admin/workspaces/" + catalog.world.blue.id() + "/users", null)
                .status())
        .isEqualTo(404);
    assertThat(catalog.as(ADMIN, "GET", members(), null).status()).isEqualTo(200);
  }

  private static String members() {
    return "/v1/admin/workspaces/" + catalog.world.red.id() + "/users";
  }

  private static String email() {
    return "p" + UUID.randomUUID() + "@example.com";
  }

  private static User user(OrganizationRole role) {
    return switch (catalog.users.save(
        new User(
            new UserId(UUID.randomUUID()),
            Fixtures.ACME,
            new EmailAddress(email()),
            "Ada",
            "Lovelace",
            role,
            Audit.created(Fixtures.SOMEONE, Fixtures.NOON),
            0))) {
      case Result.Ok<User, StoreConflict>(User saved) -> saved;
      case Result.Err<User, StoreConflict>(StoreConflict why) -> throw new AssertionError(why);
    };
  }
}
