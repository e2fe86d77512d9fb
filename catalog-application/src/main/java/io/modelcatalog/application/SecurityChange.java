package io.modelcatalog.application;

import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.organization.Toggle;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a partial update says of security settings. Toggles that it does not mention are kept.
 *
 * @param toggles what to set; an empty value gives a toggle back to whoever is above
 * @param opened the sections that workspaces may set for themselves; empty keeps them
 */
public record SecurityChange(
    Map<Toggle, Optional<Boolean>> toggles, Optional<Set<Toggle.Section>> opened) {
  /** Nothing changes. */
  public static final SecurityChange NONE = new SecurityChange(Map.of(), Optional.empty());

  public SecurityChange {
    toggles = Map.copyOf(toggles);
    opened = opened.map(Set::copyOf);
  }

  /** Whether it leaves everything as it is. */
  public boolean isKeep() {
    return toggles.isEmpty() && opened.isEmpty();
  }

  /** The settings after the change. */
  public SecuritySettings applyTo(SecuritySettings current) {
    Map<Toggle, Boolean> set = new EnumMap<>(Toggle.class);
    set.putAll(current.set());
    toggles.forEach(
        (toggle, on) ->
            on.ifPresentOrElse(value -> set.put(toggle, value), () -> set.remove(toggle)));
    return new SecuritySettings(set, opened.orElse(current.opened()));
  }
}
