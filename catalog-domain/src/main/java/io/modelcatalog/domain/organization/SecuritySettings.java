package io.modelcatalog.domain.organization;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What an organization or a workspace set of the toggles; what it did not set has its default, or
 * in a workspace, what the organization has.
 *
 * @param set the toggles that were set
 * @param opened the sections in which workspaces may set toggles of their own; of an organization
 */
public record SecuritySettings(Map<Toggle, Boolean> set, Set<Toggle.Section> opened) {
  /** Nothing set, nothing opened. */
  public static final SecuritySettings DEFAULT = new SecuritySettings(Map.of(), Set.of());

  public SecuritySettings {
    EnumMap<Toggle, Boolean> copy = new EnumMap<>(Toggle.class);
    copy.putAll(set);
    set = Collections.unmodifiableMap(copy);
    EnumSet<Toggle.Section> sections = EnumSet.noneOf(Toggle.Section.class);
    sections.addAll(opened);
    opened = Collections.unmodifiableSet(sections);
  }

  /** Whether the toggle is on. */
  public boolean isOn(Toggle toggle) {
    return set.getOrDefault(toggle, toggle.initially());
  }

  /** These settings of an organization as they hold in a workspace that has settings of its own. */
  public SecuritySettings in(SecuritySettings workspace) {
    EnumMap<Toggle, Boolean> effective = new EnumMap<>(Toggle.class);
    effective.putAll(set);
    workspace.set.forEach(
        (toggle, on) -> {
          if (opened.contains(toggle.section())) {
            effective.put(toggle, on);
          }
        });
    return new SecuritySettings(effective, opened);
  }
}
