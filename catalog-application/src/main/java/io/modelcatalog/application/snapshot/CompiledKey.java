package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.limit.LimitLine;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.shared.Settings;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One API key as calls see it, with the workspace it works in. */
public final class CompiledKey {
  private final ApiKey key;
  private final boolean current;
  private final Actor actor;
  private final @Nullable WorkspaceView workspace;
  private final LimitLine[] lines;
  private final boolean infers;
  private final long expiresAtMillis;
  private final Map<String, String> fixedMetadata;
  private final @Nullable Set<String> hiddenInLogs;

  /** Most keys are used with one provider: what is joined for the first is found at once. */
  private volatile @Nullable Joined first;

  private volatile @Nullable ConcurrentHashMap<CompiledRoute, LimitLine[]> others;

  private record Joined(CompiledRoute route, LimitLine[] lines) {}

  /** A key by its present secret. */
  CompiledKey(ApiKey key, @Nullable WorkspaceView workspace, LimitLine[] lines) {
    this(key, workspace, lines, key.secretEndsAt(), true);
  }

  /** The same key by the secret that is retiring. */
  CompiledKey retiring(Instant until) {
    return new CompiledKey(key, workspace, lines, Optional.of(until), false);
  }

  private CompiledKey(
      ApiKey key,
      @Nullable WorkspaceView workspace,
      LimitLine[] lines,
      Optional<Instant> until,
      boolean current) {
    this.current = current;
    this.key = key;
    this.actor = Actor.of(key);
    this.workspace = workspace;
    this.lines = lines;
    this.infers = workspace != null && key.scopes().contains(Scope.COMPLETIONS_WRITE);
    long expires = key.expiresAt().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    this.expiresAtMillis = Math.min(expires, until.map(Instant::toEpochMilli).orElse(expires));
    Map<String, String> fixed = new HashMap<>();
    key.user().ifPresent(user -> fixed.put("_user", user));
    fixed.putAll(metadataOf(key.defaults()));
    if (workspace != null) {
      fixed.putAll(metadataOf(workspace.workspace().defaults()));
    }
    this.fixedMetadata = Map.copyOf(fixed);
    this.hiddenInLogs =
        workspace == null ? null : workspace.workspace().hiddenInLogs().orElse(null);
  }

  /** The metadata that defaults fix for calls. */
  static Map<String, String> metadataOf(Settings defaults) {
    Map<String, String> metadata = new HashMap<>();
    defaults
        .object("metadata")
        .values()
        .forEach((name, value) -> metadata.put(name, String.valueOf(value)));
    return metadata;
  }

  /** The metadata of its calls that clients cannot change. */
  Map<String, String> fixedMetadata() {
    return fixedMetadata;
  }

  /**
   * The members of bodies whose values are hidden when bodies are logged; null where they are not.
   */
  public @Nullable Set<String> hiddenInLogs() {
    return hiddenInLogs;
  }

  /** The key's record. */
  public ApiKey key() {
    return key;
  }

  /** Whether it is known here by its present secret. */
  boolean isCurrent() {
    return current;
  }

  /** Who acts with it. */
  public Actor actor() {
    return actor;
  }

  /** The workspace it works in; null for an organization's key. */
  public @Nullable WorkspaceView workspace() {
    return workspace;
  }

  /** Whether it may call models. */
  public boolean mayInfer() {
    return infers;
  }

  /** Whether it has expired. */
  public boolean expiredAt(long nowMillis) {
    return nowMillis >= expiresAtMillis;
  }

  /** The key's own limits. */
  LimitLine[] ownLines() {
    return lines;
  }

  /** All limits of a call with this key through a provider of its workspace, in lock order. */
  public LimitLine[] lines(CompiledRoute route) {
    if (lines.length == 0) {
      return route.lines();
    }
    Joined once = first;
    if (once == null) {
      LimitLine[] fresh = LimitAccounts.join(lines, route.lines());
      first = new Joined(route, fresh);
      return fresh;
    }
    return once.route() == route
        ? once.lines()
        : others().computeIfAbsent(route, other -> LimitAccounts.join(lines, other.lines()));
  }

  private ConcurrentHashMap<CompiledRoute, LimitLine[]> others() {
    ConcurrentHashMap<CompiledRoute, LimitLine[]> known = others;
    if (known == null) {
      synchronized (this) {
        known = others;
        if (known == null) {
          known = new ConcurrentHashMap<>();
          others = known;
        }
      }
    }
    return known;
  }
}
