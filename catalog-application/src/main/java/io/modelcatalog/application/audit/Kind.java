package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModels;
import io.modelcatalog.domain.integration.IntegrationPool;
import io.modelcatalog.domain.integration.WorkspaceDefaults;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How one kind of object is told of.
 *
 * @param type what it is called in the log
 * @param subject which one it is
 * @param names what its components are called where it is not by their own name; see {@link
 *     Described#of}
 * @param made the action that makes one
 * @param <T> the kind
 */
record Kind<T extends Record>(
    String type, Function<T, Subject> subject, Map<String, String> names, String made) {
  /** What a counter of resets is called. */
  static final String RESET = "reset_usage";

  /** What limits of an object itself are called, until their own names take its place. */
  static final String LIMITS = "limits";

  static final String CREATE = "create";
  static final String UPDATE = "update";
  static final String DELETE = "delete";
  static final String ROTATE = "rotate";

  private static final String NOT_TOLD = "";

  /** What every object has: who it is does not change, and when it changed the log says itself. */
  static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("id", NOT_TOLD),
          Map.entry("organization", NOT_TOLD),
          Map.entry("audit", NOT_TOLD),
          Map.entry("createdBy", NOT_TOLD),
          Map.entry("createdAt", NOT_TOLD),
          Map.entry("updatedBy", NOT_TOLD),
          Map.entry("version", NOT_TOLD),
          Map.entry("lastResetAt", NOT_TOLD),
          Map.entry("usageEpoch", RESET),
          Map.entry("ownLimits", LIMITS),
          Map.entry("workspace", "workspace_id"),
          Map.entry("integration", "integration_id"),
          Map.entry("user", "user_id"));

  /** What is told of part by part, and not as one field. */
  static final Set<Class<?>> COMPOSITES =
      Set.of(
          ConfigVersion.class,
          IntegrationModels.class,
          IntegrationPool.class,
          SecuritySettings.class,
          WorkspaceDefaults.class);

  /** What changes with a secret and by itself. */
  private static final Set<String> WITH_A_SECRET =
      Set.of("mask", "key_transition", "rotation_policy", "present_until");

  static final Kind<Organization> ORGANIZATION =
      new Kind<>(
          "organization",
          it -> new Subject(it.id(), Optional.empty(), it.id().toString(), it.name()),
          Map.of(),
          CREATE);

  static final Kind<Workspace> WORKSPACE =
      new Kind<>(
          "workspace",
          it ->
              new Subject(
                  it.organization(), Optional.of(it.id()), it.id().toString(), it.slug().value()),
          Map.of(),
          CREATE);

  static final Kind<Integration> INTEGRATION =
      new Kind<>(
          "integration",
          it ->
              new Subject(it.organization(), it.workspace(), it.id().toString(), it.slug().value()),
          Map.of("kind", "ai_provider_id"),
          CREATE);

  static final Kind<AiProvider> PROVIDER =
      new Kind<>(
          "provider",
          it ->
              new Subject(
                  it.organization(),
                  Optional.of(it.workspace()),
                  it.id().toString(),
                  it.slug().value()),
          Map.of("grant", NOT_TOLD),
          CREATE);

  static final Kind<ApiKey> API_KEY =
      new Kind<>(
          "api_key",
          it -> new Subject(it.organization(), it.workspace(), it.id().toString(), it.name()),
          Map.of(
              "digest", "key",
              "retiring", "key_transition",
              "rotation", "rotation_policy",
              "secretEndsAt", "present_until"),
          CREATE);

  static final Kind<Policy> POLICY =
      new Kind<>(
          "policy",
          it ->
              new Subject(
                  it.organization(),
                  it.workspace(),
                  it.id().toString(),
                  it.name().orElse(it.id().toString())),
          Map.of("resets", "reset_group"),
          CREATE);

  /** A config's document may hold keys: what it was and is, its kept versions tell. */
  static final Kind<Config> CONFIG =
      new Kind<>(
          "config",
          it ->
              new Subject(
                  it.organization(),
                  Optional.of(it.workspace()),
                  it.id().toString(),
                  it.slug().value()),
          Map.of("current", "config"),
          CREATE);

  static final Kind<User> USER =
      new Kind<>(
          "user",
          it ->
              new Subject(
                  it.organization(), Optional.empty(), it.id().toString(), it.email().value()),
          Map.of(),
          CREATE);

  static final Kind<Membership> MEMBERSHIP =
      new Kind<>(
          "workspace_user",
          it ->
              new Subject(
                  it.organization(),
                  Optional.of(it.workspace()),
                  it.user().toString(),
                  it.user().toString()),
          Map.of(),
          CREATE);

  /** Another link is another token. */
  static final Kind<Invite> INVITE =
      new Kind<>(
          "invite",
          it ->
              new Subject(
                  it.organization(), Optional.empty(), it.id().toString(), it.email().value()),
          Map.of("digest", "token"),
          CREATE);

  static final Kind<SecretReference> SECRET_REFERENCE =
      new Kind<>(
          "secret_reference",
          it ->
              new Subject(
                  it.organization(), Optional.empty(), it.id().toString(), it.slug().value()),
          Map.of(
              "kind", "manager_type",
              "auth", "auth_config",
              "path", "secret_path",
              "key", "secret_key",
              "allWorkspaces", "allow_all_workspaces",
              "allowed", "allowed_workspaces"),
          CREATE);

  /** Which object. */
  record Subject(
      OrganizationId organization, Optional<WorkspaceId> workspace, String id, String name) {}

  /** Grants, which are told of by the name of what is granted. */
  static Kind<WorkspaceGrant> grantOf(String integration) {
    return new Kind<>(
        "integration_workspace",
        it ->
            new Subject(
                it.organization(), Optional.of(it.workspace()), it.id().toString(), integration),
        Map.of(),
        "provision");
  }

  /** An object of this kind in words. */
  Described described(T object) {
    Map<String, String> all = new HashMap<>(NAMES);
    all.putAll(names);
    return Described.of(object, all);
  }

  /** What somebody did who changed just this. */
  String action(T before, T after, List<FieldChange> changes) {
    if (after instanceof Policy policy
        && before instanceof Policy was
        && policy.archived() != was.archived()) {
      return DELETE;
    }
    List<FieldChange> told =
        changes.stream().filter(change -> !WITH_A_SECRET.contains(change.field())).toList();
    if (!told.isEmpty() && told.stream().allMatch(Kind::isSecret)) {
      return ROTATE;
    }
    return changes.stream().allMatch(Kind::isReset) ? "reset" : UPDATE;
  }

  private static boolean isSecret(FieldChange change) {
    return change.after().equals(Optional.of(Described.CHANGED))
        && (change.field().equals("key") || change.field().equals("credentials"));
  }

  private static boolean isReset(FieldChange change) {
    return change.field().endsWith(RESET) || change.field().startsWith("reset_group");
  }
}
