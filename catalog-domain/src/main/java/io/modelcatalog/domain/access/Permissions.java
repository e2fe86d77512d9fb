package io.modelcatalog.domain.access;

import static io.modelcatalog.domain.organization.Toggle.MANAGERS_UPDATE_WS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_VIEW_ALL_DATA;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_VIEW_ANALYTICS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_VIEW_API_KEYS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_VIEW_CONFIGS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_VIEW_GUARDRAILS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_VIEW_LOGS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_VIEW_LOG_METADATA;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_VIEW_PROMPTS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_VIEW_VIRTUAL_KEYS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_WRITE_API_KEYS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_WRITE_CONFIGS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_WRITE_GUARDRAILS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_WRITE_MCP_SERVERS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_WRITE_PROMPTS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_WRITE_VIRTUAL_KEYS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_WRITE_WS_INTEGRATIONS;
import static io.modelcatalog.domain.organization.Toggle.MANAGERS_WRITE_WS_USERS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_VIEW_ALL_DATA;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_VIEW_ANALYTICS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_VIEW_API_KEYS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_VIEW_CONFIGS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_VIEW_GUARDRAILS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_VIEW_LOGS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_VIEW_LOG_METADATA;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_VIEW_PROMPTS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_VIEW_VIRTUAL_KEYS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_WRITE_API_KEYS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_WRITE_CONFIGS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_WRITE_GUARDRAILS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_WRITE_PROMPTS;
import static io.modelcatalog.domain.organization.Toggle.MEMBERS_WRITE_VIRTUAL_KEYS;
import static io.modelcatalog.domain.organization.Toggle.ORGANISATION_ADMINS_VIEW_LOGS;
import static io.modelcatalog.domain.organization.Toggle.ORGANISATION_ADMINS_VIEW_LOG_METADATA;

import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.organization.Toggle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The one table of who may do what. A row is a permission: a scope of keys, or something implied by
 * a key's kind. Owners and admins of the organization have it in every workspace; the roles of a
 * workspace have it there. The documentation's page is written from this table, and the tests of
 * every route are made from it.
 */
public final class Permissions {
  private static final Access ALWAYS = new Access.Always();
  private static final Access NEVER = new Access.Never();
  private static final List<Row> TABLE = table();

  private Permissions() {}

  /** Whether a role has a permission. */
  public sealed interface Access {
    /** It always has. */
    record Always() implements Access {}

    /** It never has. */
    record Never() implements Access {}

    /** It has while the toggle is on. */
    record While(Toggle toggle) implements Access {}
  }

  /**
   * Who has a permission.
   *
   * @param permission a scope, or one of {@link Scope#implied()}, or {@link Scope#OWNERS}
   * @param owner owners of the organization
   * @param organizationAdmin admins of the organization
   * @param admin admins of a workspace
   * @param manager managers of a workspace
   * @param member members of a workspace
   */
  public record Row(
      String permission,
      Access owner,
      Access organizationAdmin,
      Access admin,
      Access manager,
      Access member) {

    Access of(OrganizationRole role) {
      return switch (role) {
        case OWNER -> owner;
        case ADMIN -> organizationAdmin;
        case MEMBER -> NEVER;
      };
    }

    Access of(WorkspaceRole role) {
      return switch (role) {
        case ADMIN -> admin;
        case MANAGER -> manager;
        case MEMBER -> member;
      };
    }
  }

  /** The table, in a fixed order. */
  public static List<Row> rows() {
    return TABLE;
  }

  /** What somebody of the role may do in the organization and all its workspaces. */
  public static Set<String> of(OrganizationRole role, SecuritySettings settings) {
    Set<String> permissions = new LinkedHashSet<>();
    for (Row row : TABLE) {
      if (granted(row.of(role), settings)) {
        permissions.add(row.permission());
      }
    }
    return permissions;
  }

  /** What somebody of the role may do in a workspace with these settings. */
  public static Set<String> of(WorkspaceRole role, SecuritySettings settings) {
    Set<String> permissions = new LinkedHashSet<>();
    for (Row row : TABLE) {
      if (granted(row.of(role), settings)) {
        permissions.add(row.permission());
      }
    }
    return permissions;
  }

  private static boolean granted(Access access, SecuritySettings settings) {
    return switch (access) {
      case Access.Always() -> true;
      case Access.Never() -> false;
      case Access.While(Toggle toggle) -> settings.isOn(toggle);
    };
  }

  private static List<Row> table() {
    Table table = new Table();
    List<String> crudl = List.of("create", "read", "update", "delete", "list");
    List<String> write = List.of("create", "update", "delete");
    List<String> read = List.of("read", "list");

    // The organization itself.
    table.add("organisation_users", crudl, NEVER, NEVER, NEVER);
    table.row(new Row(Scope.OWNERS, ALWAYS, NEVER, NEVER, NEVER, NEVER));
    table.add("organisation_service_api_keys", crudl, NEVER, NEVER, NEVER);
    table.add("organisation_service_api_keys", List.of("rotate"), NEVER, NEVER, NEVER);
    table.add("organisation_settings", List.of("read", "update"), NEVER, NEVER, NEVER);
    table.add("organisation_guardrails", List.of("read", "update"), NEVER, NEVER, NEVER);
    table.add("organisation_integrations", crudl, NEVER, NEVER, NEVER);
    table.add("audit_logs", List.of("list"), NEVER, NEVER, NEVER);

    // Workspaces and their people.
    table.add("workspaces", List.of("create", "delete"), NEVER, NEVER, NEVER);
    table.add("workspaces", read, ALWAYS, ALWAYS, ALWAYS);
    table.add("workspaces", List.of("update"), ALWAYS, on(MANAGERS_UPDATE_WS), NEVER);
    table.one(Scope.WORKSPACE_SECURITY, ALWAYS, NEVER, NEVER);
    table.add("workspace_users", read, ALWAYS, ALWAYS, NEVER);
    table.add("workspace_users", write, ALWAYS, on(MANAGERS_WRITE_WS_USERS), NEVER);
    table.one(Scope.WORKSPACE_ROLES, ALWAYS, NEVER, NEVER);

    // Keys. A member deals with keys of their own alone.
    List<String> writeKeys = List.of("create", "update", "delete", "rotate");
    table.add("workspace_service_api_keys", writeKeys, ALWAYS, on(MANAGERS_WRITE_API_KEYS), NEVER);
    table.add("workspace_service_api_keys", read, ALWAYS, on(MANAGERS_VIEW_API_KEYS), NEVER);
    table.add(
        "workspace_user_api_keys",
        writeKeys,
        ALWAYS,
        on(MANAGERS_WRITE_API_KEYS),
        on(MEMBERS_WRITE_API_KEYS));
    table.add(
        "workspace_user_api_keys",
        read,
        ALWAYS,
        on(MANAGERS_VIEW_API_KEYS),
        on(MEMBERS_VIEW_API_KEYS));
    table.one(Scope.KEYS_OF_OTHERS, ALWAYS, ALWAYS, NEVER);

    // The catalog.
    table.add(
        "virtual_keys",
        read,
        ALWAYS,
        on(MANAGERS_VIEW_VIRTUAL_KEYS),
        on(MEMBERS_VIEW_VIRTUAL_KEYS));
    table.add(
        "virtual_keys",
        List.of("create", "update", "delete", "duplicate", "copy"),
        ALWAYS,
        on(MANAGERS_WRITE_VIRTUAL_KEYS),
        on(MEMBERS_WRITE_VIRTUAL_KEYS));
    table.add("workspace_integrations", read, ALWAYS, ALWAYS, NEVER);
    table.add("workspace_integrations", write, ALWAYS, on(MANAGERS_WRITE_WS_INTEGRATIONS), NEVER);
    table.add("policies", read, ALWAYS, ALWAYS, NEVER);
    table.add("policies", write, ALWAYS, NEVER, NEVER);
    table.add("secret_references", read, ALWAYS, ALWAYS, NEVER);
    table.add("secret_references", write, NEVER, NEVER, NEVER);
    table.add("configs", read, ALWAYS, on(MANAGERS_VIEW_CONFIGS), on(MEMBERS_VIEW_CONFIGS));
    table.add("configs", write, ALWAYS, on(MANAGERS_WRITE_CONFIGS), on(MEMBERS_WRITE_CONFIGS));
    table.one(Scope.COMPLETIONS_WRITE, ALWAYS, ALWAYS, ALWAYS);

    // What was done with it.
    table.organization(
        "logs.list",
        on(ORGANISATION_ADMINS_VIEW_LOGS),
        on(MANAGERS_VIEW_LOGS),
        on(MEMBERS_VIEW_LOGS));
    table.organization(
        "logs.view",
        on(ORGANISATION_ADMINS_VIEW_LOGS),
        on(MANAGERS_VIEW_LOGS),
        on(MEMBERS_VIEW_LOGS));
    table.organization(
        "logs.export", on(ORGANISATION_ADMINS_VIEW_LOGS), on(MANAGERS_VIEW_LOGS), NEVER);
    table.organization(
        Scope.LOG_BODIES,
        on(ORGANISATION_ADMINS_VIEW_LOG_METADATA),
        on(MANAGERS_VIEW_LOG_METADATA),
        on(MEMBERS_VIEW_LOG_METADATA));
    table.one("logs.write", ALWAYS, ALWAYS, ALWAYS);
    table.one("analytics.view", ALWAYS, on(MANAGERS_VIEW_ANALYTICS), on(MEMBERS_VIEW_ANALYTICS));
    table.one(Scope.DATA_OF_OTHERS, ALWAYS, on(MANAGERS_VIEW_ALL_DATA), on(MEMBERS_VIEW_ALL_DATA));

    // Scopes that existing clients ask for; nothing here is behind them yet but the right to give.
    table.add("prompts", read, ALWAYS, on(MANAGERS_VIEW_PROMPTS), on(MEMBERS_VIEW_PROMPTS));
    table.add("prompts", write, ALWAYS, on(MANAGERS_WRITE_PROMPTS), on(MEMBERS_WRITE_PROMPTS));
    table.add(
        "prompts",
        List.of("publish", "render"),
        ALWAYS,
        on(MANAGERS_WRITE_PROMPTS),
        on(MEMBERS_WRITE_PROMPTS));
    table.add(
        "guardrails", read, ALWAYS, on(MANAGERS_VIEW_GUARDRAILS), on(MEMBERS_VIEW_GUARDRAILS));
    table.add(
        "guardrails", write, ALWAYS, on(MANAGERS_WRITE_GUARDRAILS), on(MEMBERS_WRITE_GUARDRAILS));
    table.one(
        "guardrails.invoke", ALWAYS, on(MANAGERS_VIEW_GUARDRAILS), on(MEMBERS_VIEW_GUARDRAILS));
    table.add("mcp_servers", read, ALWAYS, ALWAYS, NEVER);
    table.add("mcp_servers", write, ALWAYS, on(MANAGERS_WRITE_MCP_SERVERS), NEVER);
    table.add("agents", read, ALWAYS, ALWAYS, NEVER);
    table.add("agents", write, ALWAYS, NEVER, NEVER);
    return List.copyOf(table.rows);
  }

  private static Access on(Toggle toggle) {
    return new Access.While(toggle);
  }

  private static final class Table {
    private final List<Row> rows = new ArrayList<>();

    void row(Row row) {
      rows.add(row);
    }

    void add(String family, List<String> verbs, Access admin, Access manager, Access member) {
      verbs.forEach(verb -> one(family + "." + verb, admin, manager, member));
    }

    void one(String permission, Access admin, Access manager, Access member) {
      row(new Row(permission, ALWAYS, ALWAYS, admin, manager, member));
    }

    /** What admins of the organization have only while a toggle is on. */
    void organization(String permission, Access organizationAdmin, Access manager, Access member) {
      row(new Row(permission, ALWAYS, organizationAdmin, ALWAYS, manager, member));
    }
  }
}
