package io.modelcatalog.application.trial;

import io.modelcatalog.domain.limit.Level;
import java.util.List;
import java.util.Optional;

/**
 * What a change does to others.
 *
 * @param workspaces the workspaces whose calls it touches
 * @param providers the providers in them that it makes, changes or takes away
 * @param keys the keys that it makes, changes or takes away
 * @param newlyRefused calls that pass now and would not any more
 * @param truncated whether there is more than is listed
 */
public record Impact(
    List<Workspace> workspaces,
    List<Provider> providers,
    List<Key> keys,
    List<NewlyRefused> newlyRefused,
    boolean truncated) {
  /** Nobody is affected. */
  public static final Impact NONE = new Impact(List.of(), List.of(), List.of(), List.of(), false);

  public Impact {
    workspaces = List.copyOf(workspaces);
    providers = List.copyOf(providers);
    keys = List.copyOf(keys);
    newlyRefused = List.copyOf(newlyRefused);
  }

  /** What happens to something. */
  public enum Effect {
    ADDED("added"),
    CHANGED("changed"),
    REMOVED("removed");

    private final String wireName;

    Effect(String wireName) {
      this.wireName = wireName;
    }

    /** Its name on the wire. */
    public String wireName() {
      return wireName;
    }
  }

  /** A workspace. */
  public record Workspace(String id, String slug, String name) {}

  /** A provider of a workspace, by slugs. */
  public record Provider(String workspace, String slug, Effect effect) {}

  /** A key of a workspace; of the organization where the workspace is empty. */
  public record Key(Optional<String> workspace, String id, String name, Effect effect) {}

  /**
   * Calls that pass now and would not any more.
   *
   * @param workspace where, by slug
   * @param provider through which provider; empty if through none
   * @param model of which model; empty if of any
   * @param key with which key, by name; empty if with any
   * @param reason such as {@code model_not_allowed}
   * @param level the level that would refuse; empty if none is to blame
   * @param message for people
   */
  public record NewlyRefused(
      String workspace,
      Optional<String> provider,
      Optional<String> model,
      Optional<String> key,
      String reason,
      Optional<Level> level,
      String message) {}
}
