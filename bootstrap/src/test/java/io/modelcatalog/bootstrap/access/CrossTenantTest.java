package io.modelcatalog.bootstrap.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another tenant's ids answer like ids that nobody has, on every route, wherever an id can stand:
 * in the path, in the query, in the body. Whatever the stranger sends, the owner's things stay.
 */
class CrossTenantTest {
  private static final String STRANGER = "key-of-the-administrator-of-another-tenant";

  /** The other tenant. */
  private static OrganizationId strangers;

  /** The headers of a stranger's session; empty for their key. */
  private static String[] session = new String[0];

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static List<AdminRoute> routes;

  /** What the owner has, by name: ids and slugs. */
  private static final Map<String, String> OWNED = new LinkedHashMap<>();

  /** Where the owner sees each of their things. */
  private static final List<String> VIEWS = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    routes = AdminRoute.of(catalog);
    makeStrangers(catalog.server().context());
    assertThat(
            catalog
                .send(catalog.request(STRANGER, "GET", "/v1/admin/organisation", "").build())
                .expect(200)
                .at("name"))
        .isEqualTo("Strangers");
    fill();
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  /** A second tenant, put into the stores: the program itself makes the first one only. */
  private static void makeStrangers(ApplicationContext context) {
    strangers = new OrganizationId(UUID.randomUUID());
    Audit audit = Audit.created(ActorId.SYSTEM, Instant.now());
    Organization organization =
        new Organization(strangers, "Strangers", true, false, SecuritySettings.DEFAULT, audit, 0);
    ApiKey key =
        new ApiKey(
            new ApiKeyId(UUID.randomUUID()),
            strangers,
            Optional.empty(),
            KeyType.ORGANISATION_SERVICE,
            Optional.empty(),
            "stranger",
            Optional.empty(),
            context.getBean(ApiKeys.class).digest(STRANGER),
            "ke*****ant",
            Scope.everything(),
            Limits.NONE,
            Settings.NONE,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            audit,
            0);
    context
        .getBean(UnitOfWork.class)
        .execute(
            () ->
                context
                    .getBean(OrganizationRepository.class)
                    .save(organization)
                    .then(saved -> context.getBean(ApiKeyRepository.class).save(key)));
    context.getBean(CatalogApplication.class).reload();
  }

  private static void fill() {
    Answer workspace = catalog.create("/v1/admin/workspaces", "{\"name\":\"Owned\"}");
    String home = own("workspace", workspace);
    VIEWS.add("/v1/admin/workspaces/" + home);
    catalog.integration("owned-integration", "echo", ",\"key\":\"sk-owned\"");
    own("integration", catalog.admin("GET", "/v1/integrations/owned-integration", ""));
    catalog.provision("owned-integration", home, "");
    own(
        "provider",
        catalog.create(
            "/v1/providers",
            """
            {"name":"Owned","slug":"owned-provider","integration_id":"owned-integration",
             "workspace_id":"%s"}"""
                .formatted(home)));
    String key =
        catalog
            .create(
                "/v1/api-keys/workspace/service",
                """
                {"name":"owned","workspace_id":"%s","scopes":["completions.write"]}"""
                    .formatted(home))
            .at("id")
            .toString();
    OWNED.put("key", key);
    String policy =
        """
        {"name":"owned","workspace_id":"%s","conditions":[{"key":"metadata.team","value":"*"}],
         "group_by":[{"key":"metadata.team"}],"type":"%s",%s}""";
    OWNED.put(
        "usage policy",
        catalog
            .create(
                "/v1/policies/usage-limits", policy.formatted(home, "cost", "\"credit_limit\":100"))
            .at("id")
            .toString());
    OWNED.put(
        "rate policy",
        catalog
            .create(
                "/v1/policies/rate-limits",
                policy.formatted(home, "requests", "\"unit\":\"rpm\",\"value\":5"))
            .at("id")
            .toString());
    VIEWS.addAll(
        List.of(
            "/v1/integrations/owned-integration",
            "/v1/integrations/owned-integration/models",
            "/v1/integrations/owned-integration/workspaces",
            "/v1/providers/owned-provider?workspace_id=" + home,
            "/v1/api-keys/" + key,
            "/v1/policies/usage-limits/" + OWNED.get("usage policy"),
            "/v1/policies/rate-limits/" + OWNED.get("rate policy"),
            "/v1/admin/organisation"));
    fillWithConfigsSecretsAndLogs(home);
    fillWithPeople(home);
  }

  private static void fillWithConfigsSecretsAndLogs(String home) {
    own(
        "config",
        catalog.create(
            "/v1/configs",
            """
            {"name":"Owned","workspace_id":"%s","config":{"retry":{"attempts":2}}}"""
                .formatted(home)));
    own(
        "secret reference",
        catalog.create(
            "/v1/secret-references",
            """
            {"name":"Owned","slug":"owned-secret","manager_type":"hashicorp_vault",
             "secret_path":"kv/owned",
             "auth_config":{"vault_addr":"https://vault.example.com","vault_auth_type":"token",
              "vault_token":"hvs.owned"}}"""));
    // Of another key, since a used key tells when it was used.
    String caller = catalog.key(home, "");
    String call =
        catalog
            .chat(
                caller,
                "{\"model\":\"@owned-provider/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
            .expect(200)
            .headers()
            .firstValue("x-catalog-request-id")
            .orElseThrow();
    awaitLogged(call);
    OWNED.put("log", call);
    OWNED.put(
        "export",
        catalog
            .create("/v1/logs/exports", "{\"workspace_id\":\"" + home + "\",\"filters\":{}}")
            .at("id")
            .toString());
    VIEWS.addAll(
        List.of(
            "/v1/configs/" + OWNED.get("config"),
            "/v1/secret-references/owned-secret",
            "/v1/logs/" + call,
            "/v1/logs/exports/" + OWNED.get("export")));
  }

  private static void awaitLogged(String call) {
    for (int i = 0; i < 200; i++) {
      if (catalog.admin("GET", "/v1/logs/" + call, "").status() == 200) {
        return;
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new AssertionError("the call was not logged within ten seconds");
  }

  private static void fillWithPeople(String home) {
    OWNED.put(
        "invite",
        catalog
            .create(
                "/v1/admin/users/invites",
                """
                {"email":"ada@example.com","role":"member",
                 "workspaces":[{"id":"%s","role":"member"}]}"""
                    .formatted(home))
            .at("id")
            .toString());
    ApplicationContext context = catalog.server().context();
    OrganizationId owner =
        OrganizationId.of(
            catalog.admin("GET", "/v1/admin/organisation", "").expect(200).at("id").toString());
    Audit audit = Audit.created(ActorId.SYSTEM, Instant.now());
    User user =
        new User(
            new UserId(UUID.randomUUID()),
            owner,
            EmailAddress.of("grace@example.com").orElseThrow(),
            "Grace",
            "Hopper",
            OrganizationRole.MEMBER,
            audit,
            0);
    context
        .getBean(UnitOfWork.class)
        .execute(
            () ->
                context
                    .getBean(UserRepository.class)
                    .save(user)
                    .then(
                        saved ->
                            context
                                .getBean(MembershipRepository.class)
                                .save(
                                    new Membership(
                                        owner,
                                        WorkspaceId.of(home),
                                        user.id(),
                                        WorkspaceRole.MEMBER,
                                        audit,
                                        0))));
    OWNED.put("user", user.id().toString());
    VIEWS.addAll(
        List.of(
            "/v1/admin/users/" + user.id(),
            "/v1/admin/users/invites/" + OWNED.get("invite"),
            "/v1/admin/workspaces/" + home + "/users/" + user.id()));
  }

  private static String own(String what, Answer answer) {
    OWNED.put(what, answer.at("id").toString());
    OWNED.put(what + " by slug", answer.at("slug").toString());
    return answer.at("id").toString();
  }

  @Test
  void anIdOfAnotherTenantAnswersLikeOneThatNobodyHas() {
    List<String> before = seenByTheOwner();
    List<String> leaks = new ArrayList<>();
    int tried = 0;
    for (AdminRoute route : routes) {
      if (route.open()) {
        continue;
      }
      for (List<String> place : placesOf(route)) {
        String owned = place.getFirst();
        String nobodys = unlike(owned);
        tried++;
        compare(leaks, route, place, place.stream().map(CrossTenantTest::unlike).toList());
        assertThat(owned).isNotEqualTo(nobodys);
      }
      for (String owned : List.of(OWNED.get("workspace"), OWNED.get("workspace by slug"))) {
        tried++;
        compareQuery(leaks, route, owned, unlike(owned));
      }
      tried++;
      compareBody(leaks, route);
    }
    assertThat(leaks).isEmpty();
    assertThat(tried).isGreaterThan(300);
    assertThat(seenByTheOwner()).isEqualTo(before);
  }

  @Test
  void aStrangerSeesNothingOfItInLists() {
    for (AdminRoute route : routes) {
      if (route.reads() && route.placeholders() == 0 && !route.open()) {
        String body = sent(route, route.path(List.of()), "").body();
        assertThat(OWNED.values()).as(route.toString()).noneMatch(body::contains);
      }
    }
  }

  /** The owner of another tenant, by session. Signing out is left out: all would be alike then. */
  @Test
  void aStrangerWhoHasSignedInGetsNoFurther() {
    session = catalog.signedIn(strangers, OrganizationRole.OWNER, Map.of());
    try {
      List<String> before = seenByTheOwner();
      List<String> leaks = new ArrayList<>();
      for (AdminRoute route : routes) {
        if (route.open() || route.plainPath().equals("/v1/auth/sign-out")) {
          continue;
        }
        if (route.placeholders() == 1) {
          for (List<String> place : placesOf(route)) {
            compare(leaks, route, place, place.stream().map(CrossTenantTest::unlike).toList());
          }
        }
        if (route.placeholders() == 0 && route.reads()) {
          String body = sent(route, route.path(List.of()), "").body();
          assertThat(OWNED.values()).as(route.toString()).noneMatch(body::contains);
        }
        compareBody(leaks, route);
      }
      assertThat(leaks).isEmpty();
      assertThat(seenByTheOwner()).isEqualTo(before);
      assertThat(sent("GET", "/v1/admin/organisation", "").expect(200).at("id"))
          .isEqualTo(strangers.toString());
    } finally {
      session = new String[0];
    }
  }

  @Test
  void whatIsOnlyTriedChangesNothing() {
    List<String> before = seenByTheOwner();
    for (AdminRoute route : routes) {
      if (route.reads() || !route.tried()) {
        continue;
      }
      List<List<String>> places = new ArrayList<>(placesOf(route));
      places.add(List.of("11111111-1111-4111-8111-111111111111"));
      for (List<String> place : places) {
        if (place.size() >= route.placeholders()) {
          Answer answer =
              catalog.admin(
                  route.method(),
                  route.path(place) + "?dry_run=true&workspace_id=" + OWNED.get("workspace"),
                  body(route, references(List.copyOf(OWNED.values()))));
          assertThat(answer.status()).as(route + " " + answer).isLessThan(500);
          assertThat(answer.status() != 200 || answer.body().contains("\"dry_run\":true"))
              .as(route + " " + answer)
              .isTrue();
        }
      }
    }
    assertThat(seenByTheOwner()).isEqualTo(before);
  }

  private static List<List<String>> placesOf(AdminRoute route) {
    List<List<String>> places = new ArrayList<>();
    switch (route.placeholders()) {
      case 0 -> {}
      case 1 -> OWNED.values().forEach(owned -> places.add(List.of(owned)));
      default ->
          OWNED
              .values()
              .forEach(one -> OWNED.values().forEach(other -> places.add(List.of(one, other))));
    }
    return places;
  }

  private static void compare(
      List<String> leaks, AdminRoute route, List<String> owned, List<String> nobodys) {
    Answer foreign = sent(route, route.path(owned), body(route, ""));
    Answer unknown = sent(route, route.path(nobodys), body(route, ""));
    note(leaks, route + " " + owned, foreign, owned, unknown, nobodys);
  }

  private static void compareQuery(
      List<String> leaks, AdminRoute route, String owned, String nobodys) {
    String path = route.path("11111111-1111-4111-8111-111111111111");
    Answer foreign = sent(route, path + "?workspace_id=" + owned, body(route, ""));
    Answer unknown = sent(route, path + "?workspace_id=" + nobodys, body(route, ""));
    note(leaks, route + " ?workspace_id", foreign, List.of(owned), unknown, List.of(nobodys));
  }

  private static void compareBody(List<String> leaks, AdminRoute route) {
    if (route.reads()) {
      return;
    }
    String path = route.path("11111111-1111-4111-8111-111111111111");
    List<String> owned = List.copyOf(OWNED.values());
    List<String> nobodys = owned.stream().map(CrossTenantTest::unlike).toList();
    Answer foreign = sent(route, path, body(route, references(owned)));
    Answer unknown = sent(route, path, body(route, references(nobodys)));
    note(leaks, route + " by its body", foreign, owned, unknown, nobodys);
  }

  /** Everything that a body can refer to, together with what makes a request whole. */
  private static String references(List<String> ids) {
    List<String> names = List.copyOf(OWNED.keySet());
    return """
        ,"workspace_id":"%s","integration_id":"%s","workspaces":[{"id":"%s","enabled":true,"role":"member"}],
        "allowed_workspaces":["%s"],"scopes":["logs.list"],"defaults":{"config_id":"pc-none-000000"}"""
        .formatted(
            ids.get(names.indexOf("workspace")),
            ids.get(names.indexOf("integration")),
            ids.get(names.indexOf("workspace")),
            ids.get(names.indexOf("workspace")));
  }

  private static String body(AdminRoute route, String more) {
    return route.reads() ? "" : "{\"name\":\"stranger\"" + more + "}";
  }

  private static void note(
      List<String> leaks,
      String what,
      Answer foreign,
      List<String> owned,
      Answer unknown,
      List<String> nobodys) {
    if (foreign.status() != unknown.status()
        || foreign.status() >= 500
        || !neutral(foreign.body(), owned).equals(neutral(unknown.body(), nobodys))) {
      leaks.add(what + "\n  theirs:  " + foreign + "\n  nobody's: " + unknown);
    }
  }

  /** An answer without the ids it was asked for, and without what no two answers share. */
  private static String neutral(String body, List<String> ids) {
    String text = body;
    for (String id : ids) {
      text = text.replace(id, "ID");
    }
    return text.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "UUID")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
        .replaceAll("-[0-9a-f]{6}\"", "-SUFFIX\"");
  }

  /** An id of the same make that nobody has. */
  private static String unlike(String id) {
    return id.matches("[0-9a-f-]{36}")
        ? UUID.nameUUIDFromBytes(id.getBytes(java.nio.charset.StandardCharsets.UTF_8)).toString()
        : "x" + id.substring(1);
  }

  private static Answer sent(AdminRoute route, String path, String body) {
    return sent(route.method(), path, body);
  }

  private static Answer sent(String method, String path, String body) {
    return catalog.send(
        session.length > 0
            ? catalog.request("", method, path, body).headers(session).build()
            : catalog.request(STRANGER, method, path, body).build());
  }

  private static List<String> seenByTheOwner() {
    return VIEWS.stream().map(path -> catalog.admin("GET", path, "").expect(200).body()).toList();
  }
}
