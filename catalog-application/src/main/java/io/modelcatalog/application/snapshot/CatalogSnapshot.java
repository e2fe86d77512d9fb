package io.modelcatalog.application.snapshot;

import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compiled catalog at one revision; immutable. A call reads one snapshot and keeps to it. */
public final class CatalogSnapshot {
  /** Nobody known. */
  public static final CatalogSnapshot EMPTY = new CatalogSnapshot(0, Map.of(), Map.of(), Map.of());

  private final long revision;
  private final Map<WorkspaceId, Part> workspaces;
  private final Map<OrganizationId, Part> organizations;
  private final Map<KeyDigest, CompiledKey> keys;

  /** What was compiled together and is replaced together. */
  record Part(@Nullable WorkspaceView view, Map<KeyDigest, CompiledKey> keys) {
    static final Part GONE = new Part(null, Map.of());
  }

  private CatalogSnapshot(
      long revision,
      Map<WorkspaceId, Part> workspaces,
      Map<OrganizationId, Part> organizations,
      Map<KeyDigest, CompiledKey> keys) {
    this.revision = revision;
    this.workspaces = workspaces;
    this.organizations = organizations;
    this.keys = keys;
  }

  /** Grows with each change. */
  public long revision() {
    return revision;
  }

  /** The key of this digest; null if there is none. */
  public @Nullable CompiledKey key(KeyDigest digest) {
    return keys.get(digest);
  }

  /** One workspace; null if there is none. */
  public @Nullable WorkspaceView workspace(WorkspaceId id) {
    Part part = workspaces.get(id);
    return part == null ? null : part.view();
  }

  /**
   * A workspace of an organization by id or slug; null if it has none.
   *
   * @param ref a UUID or a slug
   */
  public @Nullable WorkspaceView workspace(OrganizationId organization, String ref) {
    for (Part part : workspaces.values()) {
      WorkspaceView view = part.view();
      if (view != null
          && view.workspace().organization().equals(organization)
          && (view.workspace().slug().value().equals(ref)
              || view.workspace().id().toString().equals(ref))) {
        return view;
      }
    }
    return null;
  }

  /** All workspaces of an organization. */
  public List<WorkspaceView> workspaces(OrganizationId organization) {
    List<WorkspaceView> views = new ArrayList<>();
    for (Part part : workspaces.values()) {
      WorkspaceView view = part.view();
      if (view != null && view.workspace().organization().equals(organization)) {
        views.add(view);
      }
    }
    return views;
  }

  /** A key of a workspace by its id; null if the workspace has no such key. */
  public @Nullable CompiledKey key(WorkspaceId workspace, ApiKeyId id) {
    Part part = workspaces.get(workspace);
    if (part != null) {
      for (CompiledKey key : part.keys().values()) {
        if (key.isCurrent() && key.key().id().equals(id)) {
          return key;
        }
      }
    }
    return null;
  }

  /** What was compiled for each workspace. */
  Map<WorkspaceId, Part> parts() {
    return workspaces;
  }

  /** What was compiled for each organization itself: its own keys. */
  Map<OrganizationId, Part> organizationParts() {
    return organizations;
  }

  /** This snapshot with parts replaced; parts not named are shared, not copied. */
  CatalogSnapshot with(Map<WorkspaceId, Part> changed, Map<OrganizationId, Part> changedKeys) {
    Map<WorkspaceId, Part> newWorkspaces = new HashMap<>(workspaces);
    Map<OrganizationId, Part> newOrganizations = new HashMap<>(organizations);
    Map<KeyDigest, CompiledKey> newKeys = new HashMap<>(keys);
    changed.forEach((id, part) -> replace(newWorkspaces, id, part, newKeys));
    changedKeys.forEach((id, part) -> replace(newOrganizations, id, part, newKeys));
    return new CatalogSnapshot(revision + 1, newWorkspaces, newOrganizations, newKeys);
  }

  private static <K> void replace(
      Map<K, Part> parts, K id, Part part, Map<KeyDigest, CompiledKey> keys) {
    Part old = part == Part.GONE ? parts.remove(id) : parts.put(id, part);
    if (old != null) {
      old.keys().keySet().forEach(keys::remove);
    }
    keys.putAll(part.keys());
  }
}
