package io.modelcatalog.application.access;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who is acting: a key or a person. The tenant comes from here and from nowhere else.
 *
 * @param id the key or person
 * @param kind which of them
 * @param organization the tenant
 * @param authority what it may do, and where
 * @param person the person behind it: the one signed in, or the owner of a user key
 * @param origin the request it acts by; empty outside of requests
 */
public record Actor(
    ActorId id,
    Kind kind,
    OrganizationId organization,
    Authority authority,
    Optional<String> person,
    Optional<Origin> origin) {

  /** What acts. */
  public enum Kind {
    /** An API key. */
    API_KEY("api_key"),
    /** Somebody who has signed in. */
    USER("user");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    /** Its name in audit logs. */
    public String wireName() {
      return wireName;
    }
  }

  /**
   * A request.
   *
   * @param method such as {@code PUT}
   * @param path without a query
   * @param requestId by which it is found again
   * @param clientIp the caller's address
   * @param trial set if it is only to be tried
   * @param expected what it expects to change, if it says so
   */
  public record Origin(
      String method,
      String path,
      String requestId,
      String clientIp,
      Optional<Trial> trial,
      Optional<Precondition> expected) {

    /** A request that means what it says, whatever it finds. */
    public Origin(String method, String path, String requestId, String clientIp) {
      this(method, path, requestId, clientIp, Optional.empty(), Optional.empty());
    }
  }

  /** The bearer of a key. Service keys see what others did; a user key is its owner's alone. */
  public static Actor of(ApiKey key) {
    return key(
        new ActorId(key.id().toString()),
        key.organization(),
        key.workspace(),
        key.type(),
        key.scopes(),
        key.user());
  }

  /** The bearer of a service key. */
  public static Actor serviceKey(
      ActorId id,
      OrganizationId organization,
      Optional<WorkspaceId> workspace,
      Set<String> scopes) {
    return key(
        id,
        organization,
        workspace,
        workspace.isPresent() ? KeyType.WORKSPACE_SERVICE : KeyType.ORGANISATION_SERVICE,
        scopes,
        Optional.empty());
  }

  private static Actor key(
      ActorId id,
      OrganizationId organization,
      Optional<WorkspaceId> workspace,
      KeyType type,
      Set<String> scopes,
      Optional<String> user) {
    Set<String> permissions = new HashSet<>(scopes);
    if (type != KeyType.WORKSPACE_USER) {
      permissions.addAll(Scope.implied());
    }
    return new Actor(
        id,
        Kind.API_KEY,
        organization,
        workspace
            .map(bound -> Authority.in(bound, permissions))
            .orElseGet(() -> Authority.everywhere(permissions)),
        user,
        Optional.empty());
  }

  /** Whether it may do this somewhere. What is done in a workspace asks for more. */
  public boolean may(String permission) {
    return authority.permits(permission);
  }

  /** Whether it may do this in the workspace. */
  public boolean may(String permission, WorkspaceId workspace) {
    return authority.permits(permission, workspace);
  }

  /** Whether it may do this in the workspace, or without one, to the organization itself. */
  public boolean may(String permission, Optional<WorkspaceId> workspace) {
    return workspace.isPresent()
        ? may(permission, workspace.get())
        : authority.everywhere().contains(permission);
  }

  /** Whether it acts for the organization and so in every workspace. */
  public boolean isOrganizationWide() {
    return authority.organizationWide();
  }

  /** Whether it can reach the workspace at all. */
  public boolean reaches(WorkspaceId workspace) {
    return authority.reaches(workspace);
  }

  /**
   * The workspace that is meant if none is named: a workspace key's own, or a person's only one.
   */
  public Optional<WorkspaceId> impliedWorkspace() {
    return authority.only();
  }

  /** The workspaces it is confined to; empty if it is organization-wide, or has none. */
  public Set<WorkspaceId> workspaces() {
    return authority.within().keySet();
  }

  /** What it may hand on to a key of the workspace, or without one, of the organization. */
  public Set<String> permissionsIn(Optional<WorkspaceId> workspace) {
    return workspace.map(authority::in).orElse(authority.everywhere());
  }

  /** The same actor, who within its reach may do everything: for reading what a change replaces. */
  public Actor unbounded() {
    Set<String> all = new HashSet<>(Scope.everything());
    all.addAll(Scope.implied());
    Map<WorkspaceId, Set<String>> within =
        new TreeMap<>(java.util.Comparator.comparing(WorkspaceId::value));
    workspaces().forEach(workspace -> within.put(workspace, all));
    return with(isOrganizationWide() ? Authority.everywhere(all) : Authority.in(within));
  }

  /** The trial that it acts in; empty if what it does is meant. */
  public Optional<Trial> trial() {
    return origin.flatMap(Origin::trial);
  }

  /** What it expects to change; empty if it does not say. */
  public Optional<Precondition> expected() {
    return origin.flatMap(Origin::expected);
  }

  /** The same actor, whose changes are only to be tried. */
  public Actor trying(Trial trial) {
    Origin request = request();
    return from(
        new Origin(
            request.method(),
            request.path(),
            request.requestId(),
            request.clientIp(),
            Optional.of(trial),
            request.expected()));
  }

  /** The same actor, whose changes hold only of what it expects. */
  public Actor expecting(Precondition expected) {
    Origin request = request();
    return from(
        new Origin(
            request.method(),
            request.path(),
            request.requestId(),
            request.clientIp(),
            request.trial(),
            Optional.of(expected)));
  }

  private Origin request() {
    return origin.orElseThrow(() -> new IllegalStateException("actor: no request"));
  }

  /** The same actor with other permissions. */
  public Actor with(Authority other) {
    return new Actor(id, kind, organization, other, person, origin);
  }

  /** The same actor, acting by a request. */
  public Actor from(Origin request) {
    return new Actor(id, kind, organization, authority, person, Optional.of(request));
  }
}
