package io.modelcatalog.application.config;

import io.modelcatalog.domain.shared.Slug;
import java.util.UUID;

/** Makes slugs of configs: {@code pc-}, up to 6 characters of the name, and 6 hex digits. */
final class ConfigSlugs {
  private ConfigSlugs() {}

  /**
   * A slug for a config.
   *
   * @param name the config's name
   * @param unique a new identity; its last digits tell configs of one name apart
   */
  static Slug of(String name, UUID unique) {
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < name.length() && start.length() < 6; i++) {
      char c = Character.toLowerCase(name.charAt(i));
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        start.append(c);
      }
    }
    String text = unique.toString();
    return new Slug(
        "pc-" + (start.isEmpty() ? "config" : start) + "-" + text.substring(text.length() - 6));
  }
}
