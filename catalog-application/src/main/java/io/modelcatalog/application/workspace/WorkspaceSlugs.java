package io.modelcatalog.application.workspace;

import io.modelcatalog.domain.shared.Slug;
import java.util.UUID;

/** Makes slugs of workspaces: {@code ws-}, up to 6 characters of the name, and 6 hex digits. */
public final class WorkspaceSlugs {
  private WorkspaceSlugs() {}

  /**
   * A slug for a workspace.
   *
   * @param name the workspace's name
   * @param unique a new identity; its last digits tell workspaces of one name apart
   */
  public static Slug of(String name, UUID unique) {
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < name.length() && start.length() < 6; i++) {
      char c = Character.toLowerCase(name.charAt(i));
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        start.append(c);
      }
    }
    String text = unique.toString();
    return new Slug(
        "ws-" + (start.isEmpty() ? "team" : start) + "-" + text.substring(text.length() - 6));
  }
}
