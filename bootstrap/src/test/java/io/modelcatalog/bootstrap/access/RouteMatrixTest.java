package io.modelcatalog.bootstrap.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.Permissions;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route that the server has, tried with every kind of caller. What is expected comes from the
 * route's own rule and the table of permissions, so that a route without a rule fails, and so does
 * one whose rule is not kept.
 */
class RouteMatrixTest {
  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static List<AdminRoute> routes;
  private static String workspace;

  /** A caller. */
  private record Caller(String name, String key, boolean organization, Set<String> permissions) {
    boolean mayUse(AdminRoute route) {
      return route.needs().isEmpty()
          || route.needs().stream()
              .anyMatch(
                  each ->
                      permissions.contains(each)
                          && (organization || !Scope.isOfOrganization(each)));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    workspace = catalog.workspace("Research");
    routes = AdminRoute.of(catalog);
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  @Test
  void everyRouteSaysWhoMayUseIt() {
    assertThat(routes).hasSizeGreaterThan(40);
    assertThat(routes)
        .allSatisfy(
            route -> assertThat(route.open() || route.ruled()).as(route.toString()).isTrue());
    assertThat(routes.stream().flatMap(route -> route.needs().stream()))
        .allSatisfy(need -> assertThat(Scope.unknown(List.of(need))).as(need).isEmpty());
  }

  @Test
  void nobodyUnknownComesThroughAClosedRoute() {
    for (AdminRoute route : routes) {
      if (!route.open()) {
        assertThat(tried(route, "").status()).as(route.toString()).isEqualTo(401);
        assertThat(tried(route, "no-such-key").status()).as(route.toString()).isEqualTo(401);
      }
    }
  }

  @Test
  void everyRouteKeepsItsRuleForEveryKindOfKey() {
    Caller everything = organization("all", Scope.everything());
    Caller ofWorkspace = ofWorkspace("all in a workspace", Scope.everything());
    Caller noneOfUse = organization("none", Set.of("agents.read"));
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (AdminRoute route : routes) {
      if (route.open()) {
        continue;
      }
      List<Caller> callers = new ArrayList<>(List.of(everything, ofWorkspace, noneOfUse));
      for (String need : route.needs()) {
        callers.add(organization("only " + need, Set.of(need)));
        callers.add(ofWorkspace("only " + need + " in a workspace", Set.of(need)));
      }
      if (!route.needs().isEmpty()) {
        Set<String> others =
            Scope.everything().stream()
                .filter(scope -> !route.needs().contains(scope))
                .collect(Collectors.toSet());
        callers.add(organization("all but " + route.needs(), others));
        callers.add(ofWorkspace("all but " + route.needs() + " in a workspace", others));
      }
      for (Caller caller : callers) {
        tried++;
        Answer answer = tried(route, caller.key());
        boolean refused = answer.status() == 403 || answer.status() == 401;
        if (refused == caller.mayUse(route) || answer.status() >= 500) {
          wrong.add(route + " by " + caller.name() + ": " + answer);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tried).isGreaterThan(routes.size() * 5);
  }

  /** What is expected of people comes from the table of permissions alone. */
  @Test
  void everyRouteKeepsItsRuleForPeopleOfEveryRole() {
    OrganizationId organization =
        new OrganizationId(
            UUID.fromString((String) catalog.admin("GET", "/v1/admin/organisation", "").at("id")));
    WorkspaceId home =
        new WorkspaceId(
            UUID.fromString(
                (String) catalog.admin("GET", "/v1/admin/workspaces/" + workspace, "").at("id")));
    SecuritySettings settings = SecuritySettings.DEFAULT;
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (OrganizationRole role : OrganizationRole.values()) {
      boolean everywhere = role != OrganizationRole.MEMBER;
      tried +=
          tryEveryRoute(
              new Caller(
                  "the organization's " + role, "", everywhere, Permissions.of(role, settings)),
              catalog.signedIn(organization, role, Map.of()),
              wrong);
    }
    for (WorkspaceRole role : WorkspaceRole.values()) {
      tried +=
          tryEveryRoute(
              new Caller("a workspace's " + role, "", false, Permissions.of(role, settings)),
              catalog.signedIn(organization, OrganizationRole.MEMBER, Map.of(home, role)),
              wrong);
    }
    assertThat(wrong).isEmpty();
    assertThat(tried).isGreaterThan(routes.size() * 5);
  }

  /** Signing out comes last, since nothing is known of the caller after it. */
  private static int tryEveryRoute(Caller caller, String[] session, List<String> wrong) {
    int tried = 0;
    for (boolean last : new boolean[] {false, true}) {
      for (AdminRoute route : routes) {
        if (route.open() || route.plainPath().equals("/v1/auth/sign-out") != last) {
          continue;
        }
        tried++;
        String path = route.path(UUID.randomUUID().toString());
        Answer answer =
            catalog.send(
                catalog
                    .request("", route.method(), path, route.reads() ? "" : "{}")
                    .headers(session)
                    .build());
        boolean refused = answer.status() == 403 || answer.status() == 401;
        if (refused == caller.mayUse(route) || answer.status() >= 500) {
          wrong.add(route + " by " + caller.name() + ": " + answer);
        }
      }
    }
    return tried;
  }

  /** With ids that nobody has and a body without anything, so that nothing is ever done. */
  private static Answer tried(AdminRoute route, String key) {
    String path = route.path(UUID.randomUUID().toString());
    return catalog.send(
        catalog.request(key, route.method(), path, route.reads() ? "" : "{}").build());
  }

  private static Caller organization(String name, Set<String> scopes) {
    return new Caller(name, issued("organisation/service", scopes, ""), true, Set.copyOf(scopes));
  }

  private static Caller ofWorkspace(String name, Set<String> scopes) {
    return new Caller(
        name,
        issued("workspace/service", scopes, ",\"workspace_id\":\"" + workspace + "\""),
        false,
        Set.copyOf(scopes));
  }

  private static String issued(String type, Set<String> scopes, String more) {
    return (String)
        catalog
            .create(
                "/v1/api-keys/" + type,
                "{\"name\":\"matrix\",\"scopes\":[%s]%s}"
                    .formatted(
                        scopes.stream()
                            .map(scope -> "\"" + scope + "\"")
                            .collect(Collectors.joining(",")),
                        more))
            .at("key");
  }
}
