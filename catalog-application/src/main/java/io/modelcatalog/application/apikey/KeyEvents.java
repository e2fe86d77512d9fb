package io.modelcatalog.application.apikey;

import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.domain.access.ApiKey;
import java.util.Set;

/** Announces changed keys. */
final class KeyEvents {
  private final CatalogEvents events;

  KeyEvents(CatalogEvents events) {
    this.events = events;
  }

  void changed(ApiKey key) {
    CatalogChange change =
        key.workspace()
            .map(workspace -> CatalogChange.of(key.organization(), workspace))
            .orElseGet(() -> new CatalogChange(key.organization(), Set.of(), true));
    events.announce(change);
  }
}
