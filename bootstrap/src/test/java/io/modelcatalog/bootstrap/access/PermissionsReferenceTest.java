package io.modelcatalog.bootstrap.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.domain.access.Permissions;
import io.modelcatalog.domain.access.Permissions.Access;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.organization.Toggle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the page of permissions, the table they are decided by, and the routes together. */
class PermissionsReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "permissions.md");

  /** Writes the page anew instead of failing: {@code mvn test -Dcatalog.write-docs}. */
  private static final boolean WRITE = System.getProperty("catalog.write-docs") != null;

  @Test
  void thePageSaysWhatTheTableAndTheRoutesSay(@TempDir Path folder) throws Exception {
    String expected = page(folder);
    if (WRITE) {
      Files.writeString(PAGE, expected);
    }

    assertThat(PAGE).as("run the tests once with -Dcatalog.write-docs").hasContent(expected);
  }

  private static String page(Path folder) throws Exception {
    StringBuilder page =
        new StringBuilder(
            """
            # Permissions

            <!-- Written by PermissionsReferenceTest from the code's own table and routes. Do not edit. -->

            A key may do what its scopes say: a key of the organization everywhere, a key of a workspace
            there. A person may do what their roles say. Owners and admins of the organization have every
            workspace; others have a role in each workspace that they are a member of. A user key may
            never do more than its owner.

            `yes` is always, `–` is never, and a name is a toggle: the role has the permission while it is
            on. Keys of the organization call no models. Nobody gives a key what they do not have.

            | Permission | Owner | Organization admin | Workspace admin | Manager | Member |
            |---|---|---|---|---|---|
            """);
    for (Permissions.Row row : Permissions.rows()) {
      page.append("| `")
          .append(row.permission())
          .append("` | ")
          .append(words(row.owner()))
          .append(" | ")
          .append(words(row.organizationAdmin()))
          .append(" | ")
          .append(words(row.admin()))
          .append(" | ")
          .append(words(row.manager()))
          .append(" | ")
          .append(words(row.member()))
          .append(" |\n");
    }
    page.append(
        """

            Service keys also have, without asking for it: `%s`. No scope grants these, and user keys have
            them as far as their owner has. `%s` is for owners alone.

            ## Toggles

            Set in `security_settings` of the organization (`PUT /v1/admin/organisation`), and of a
            workspace (`PUT /v1/admin/workspaces/{id}`) for the sections that the organization lists in
            `workspace_overrides`. `null` gives a toggle back to whoever is above.

            | Toggle | Section | Default |
            |---|---|---|
            """
            .formatted(
                Scope.implied().stream().sorted().collect(Collectors.joining("`, `")),
                Scope.OWNERS));
    for (Toggle toggle : Toggle.values()) {
      page.append("| `")
          .append(toggle.wireName())
          .append("` | `")
          .append(toggle.section().wireName())
          .append("` | ")
          .append(toggle.initially() ? "on" : "off")
          .append(" |\n");
    }
    page.append(
        """

        ## Routes

        What opens each route; of several, any one does. Whether the permission also holds where the
        request points to is decided there: what is out of reach answers as if it did not exist.

        | Route | Takes |
        |---|---|
        """);
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      for (AdminRoute route : AdminRoute.of(catalog)) {
        page.append("| `")
            .append(route.method())
            .append(' ')
            .append(route.template().replace("{+", "{"))
            .append("` | ")
            .append(
                route.open()
                    ? "nothing: it is for people who are not known yet"
                    : route.needs().isEmpty()
                        ? "being known"
                        : route.needs().stream()
                            .map(need -> "`" + need + "`")
                            .collect(Collectors.joining(" or ")))
            .append(" |\n");
      }
    }
    return page.toString();
  }

  private static String words(Access access) {
    return switch (access) {
      case Access.Always() -> "yes";
      case Access.Never() -> "–";
      case Access.While(Toggle toggle) -> "`" + toggle.wireName() + "`";
    };
  }
}
