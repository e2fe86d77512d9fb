package io.modelcatalog.domain.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What keys may do, as {@code family.verb}. The names are those existing clients use; {@code list}
 * does not imply {@code read}.
 */
public final class Scope {
  /** Model calls. */
  public static final String COMPLETIONS_WRITE = "completions.write";

  /**
   * To see what others did, in logs and analytics; not a scope of keys but implied by their kind.
   */
  public static final String DATA_OF_OTHERS = "data.of_others";

  /** To see the bodies of logged calls; not a scope of keys but implied by their kind. */
  public static final String LOG_BODIES = "logs.bodies";

  /** To deal with other people's keys; not a scope of keys but implied by their kind. */
  public static final String KEYS_OF_OTHERS = "workspace_user_api_keys.of_others";

  /** To say what managers and members of a workspace may do; not a scope of keys but implied. */
  public static final String WORKSPACE_SECURITY = "workspaces.security";

  /**
   * To give and take the roles of managers and admins of a workspace; not a scope of keys but
   * implied by their kind.
   */
  public static final String WORKSPACE_ROLES = "workspace_users.roles";

  /** To make and unmake owners of the organization; people only, no key has it. */
  public static final String OWNERS = "organisation_users.owners";

  private static final Set<String> IMPLIED =
      Set.of(DATA_OF_OTHERS, LOG_BODIES, KEYS_OF_OTHERS, WORKSPACE_SECURITY, WORKSPACE_ROLES);
  private static final List<String> CRUDL = List.of("create", "read", "update", "delete", "list");
  private static final Set<String> ALL = all();

  private Scope() {}

  /** Every scope there is, in a fixed order. */
  public static Set<String> everything() {
    return ALL;
  }

  /** What service keys may do beyond their scopes. Nobody can ask for it as a scope. */
  public static Set<String> implied() {
    return IMPLIED;
  }

  /** Whether it concerns the organization as a whole, so that it means nothing in a workspace. */
  public static boolean isOfOrganization(String permission) {
    return permission.startsWith("organisation_")
        || permission.equals("workspaces.create")
        || permission.equals("workspaces.delete");
  }

  /** Those of the names that are no scope, in order. */
  public static List<String> unknown(Collection<String> names) {
    List<String> unknown = new ArrayList<>();
    for (String name : names) {
      if (!ALL.contains(name)) {
        unknown.add(name);
      }
    }
    return unknown;
  }

  private static Set<String> all() {
    LinkedHashSet<String> scopes = new LinkedHashSet<>();
    for (String family :
        List.of(
            "organisation_users",
            "organisation_service_api_keys",
            "workspace_service_api_keys",
            "workspace_user_api_keys",
            "workspaces",
            "workspace_users",
            "prompts",
            "configs",
            "virtual_keys",
            "organisation_integrations",
            "workspace_integrations",
            "policies",
            "guardrails",
            "secret_references",
            "mcp_servers",
            "agents")) {
      for (String verb : CRUDL) {
        scopes.add(family + "." + verb);
      }
    }
    scopes.addAll(
        List.of(
            "organisation_service_api_keys.rotate",
            "workspace_service_api_keys.rotate",
            "workspace_user_api_keys.rotate",
            "prompts.publish",
            "prompts.render",
            "virtual_keys.duplicate",
            "virtual_keys.copy",
            "guardrails.invoke",
            "audit_logs.list",
            "analytics.view",
            "logs.list",
            "logs.view",
            "logs.export",
            "logs.write",
            "organisation_settings.read",
            "organisation_settings.update",
            "organisation_guardrails.read",
            "organisation_guardrails.update",
            COMPLETIONS_WRITE));
    return java.util.Collections.unmodifiableSet(scopes);
  }
}
