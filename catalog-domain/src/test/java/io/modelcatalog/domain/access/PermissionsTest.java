package io.modelcatalog.domain.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.organization.Toggle;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermissionsTest {

  @Test
  void everyScopeHasOneRow() {
    List<String> rows = Permissions.rows().stream().map(Permissions.Row::permission).toList();
    assertThat(rows).doesNotHaveDuplicates();
    Set<String> expected = new HashSet<>(Scope.everything());
    expected.addAll(Scope.implied());
    expected.add(Scope.OWNERS);
    assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aHigherRoleMayDoWhateverALowerOneMay() {
    for (SecuritySettings settings : everyToggleAlone()) {
      Set<String> member = Permissions.of(WorkspaceRole.MEMBER, settings);
      assertThat(Permissions.of(WorkspaceRole.ADMIN, settings))
          .containsAll(Permissions.of(WorkspaceRole.MANAGER, settings))
          .containsAll(member);
      assertThat(Permissions.of(OrganizationRole.OWNER, settings))
          .containsAll(Permissions.of(OrganizationRole.ADMIN, settings))
          .containsAll(Permissions.of(WorkspaceRole.ADMIN, settings));
    }
  }

  @Test
  void noWorkspaceRoleRunsTheOrganization() {
    assertThat(Permissions.of(WorkspaceRole.ADMIN, SecuritySettings.DEFAULT))
        .doesNotContain(
            "workspaces.create",
            "workspaces.delete",
            "organisation_users.create",
            "organisation_integrations.update",
            "organisation_settings.update",
            "audit_logs.list",
            Scope.OWNERS);
    assertThat(Permissions.of(OrganizationRole.MEMBER, SecuritySettings.DEFAULT)).isEmpty();
  }

  @Test
  void everyToggleDecidesSomething() {
    Set<Toggle> outsideTheCatalog = Set.of(Toggle.MANAGERS_WRITE_WS_MCP_INTEGRATIONS);
    for (Toggle toggle : Toggle.values()) {
      if (!outsideTheCatalog.contains(toggle)) {
        assertThat(all(new SecuritySettings(Map.of(toggle, true), Set.of())))
            .as(toggle.wireName())
            .isNotEqualTo(all(new SecuritySettings(Map.of(toggle, false), Set.of())));
      }
    }
  }

  @Test
  void aWorkspaceSetsOnlyWhatIsOpened() {
    SecuritySettings organization =
        new SecuritySettings(
            Map.of(Toggle.MEMBERS_VIEW_LOGS, false), Set.of(Toggle.Section.CONFIGS));
    SecuritySettings workspace =
        new SecuritySettings(
            Map.of(Toggle.MEMBERS_VIEW_LOGS, true, Toggle.MEMBERS_WRITE_CONFIGS, true), Set.of());

    SecuritySettings effective = organization.in(workspace);

    assertThat(effective.isOn(Toggle.MEMBERS_VIEW_LOGS)).isFalse();
    assertThat(effective.isOn(Toggle.MEMBERS_WRITE_CONFIGS)).isTrue();
    assertThat(effective.isOn(Toggle.MANAGERS_VIEW_LOGS)).isTrue();
  }

  private static List<Set<String>> all(SecuritySettings settings) {
    return List.of(
        Permissions.of(OrganizationRole.ADMIN, settings),
        Permissions.of(WorkspaceRole.ADMIN, settings),
        Permissions.of(WorkspaceRole.MANAGER, settings),
        Permissions.of(WorkspaceRole.MEMBER, settings));
  }

  private static List<SecuritySettings> everyToggleAlone() {
    return java.util.stream.Stream.of(Toggle.values())
        .map(toggle -> new SecuritySettings(Map.of(toggle, !toggle.initially()), Set.of()))
        .filter(settings -> !isOfManagersOrAbove(settings))
        .toList();
  }

  /** Taking from managers what members keep is possible, and then meant. */
  private static boolean isOfManagersOrAbove(SecuritySettings settings) {
    Toggle toggle = settings.set().keySet().iterator().next();
    return !toggle.wireName().startsWith("members");
  }
}
