package io.modelcatalog.adapters.http.admin;

import io.modelcatalog.application.SecurityChange;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.organization.Toggle;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What managers and members may do, on the wire: an object of toggles by their names. */
public final class SecurityJson {
  /** The field of the toggles. */
  public static final String SETTINGS = "security_settings";

  /** The field of the sections that workspaces may set for themselves. */
  public static final String OPENED = "workspace_overrides";

  private SecurityJson() {}

  /** The toggles that were set here. */
  public static Map<String, Boolean> set(SecuritySettings security) {
    Map<String, Boolean> toggles = new LinkedHashMap<>();
    security.set().forEach((toggle, on) -> toggles.put(toggle.wireName(), on));
    return toggles;
  }

  /** All toggles as they hold. */
  public static Map<String, Boolean> effective(SecuritySettings security) {
    Map<String, Boolean> toggles = new LinkedHashMap<>();
    for (Toggle toggle : Toggle.values()) {
      toggles.put(toggle.wireName(), security.isOn(toggle));
    }
    return toggles;
  }

  /** The names of the sections that workspaces may set for themselves. */
  public static List<String> opened(SecuritySettings security) {
    return security.opened().stream().map(Toggle.Section::wireName).toList();
  }

  /**
   * What a body says of toggles; null gives one back to whoever is above. Names it does not know
   * are passed over, as all unknown fields are.
   */
  public static SecurityChange change(Fields fields) {
    Map<Toggle, Optional<Boolean>> toggles = new HashMap<>();
    fields
        .object(SETTINGS)
        .ifPresent(
            said -> {
              for (String name : said.names()) {
                Toggle.of(name).ifPresent(toggle -> toggles.put(toggle, said.bool(name)));
              }
            });
    return new SecurityChange(toggles, sections(fields));
  }

  private static Optional<Set<Toggle.Section>> sections(Fields fields) {
    if (!fields.has(OPENED)) {
      return Optional.empty();
    }
    Set<Toggle.Section> opened = EnumSet.noneOf(Toggle.Section.class);
    for (String name : fields.lines(OPENED, 50)) {
      Toggle.Section.of(name)
          .ifPresentOrElse(
              opened::add,
              () ->
                  fields.reject(
                      OPENED,
                      "expected any of "
                          + EnumSet.allOf(Toggle.Section.class).stream()
                              .map(Toggle.Section::wireName)
                              .toList()));
    }
    return Optional.of(opened);
  }
}
