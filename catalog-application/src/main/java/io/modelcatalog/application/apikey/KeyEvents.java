package io.modelcatalog.application.apikey;

import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.access.ApiKey;
import java.util.Set;

/** Announces changed keys once their transaction has committed. */
final class KeyEvents {
  private final UnitOfWork unitOfWork;
  private final CatalogEvents events;

  KeyEvents(UnitOfWork unitOfWork, CatalogEvents events) {
    this.unitOfWork = unitOfWork;
    this.events = events;
  }

  void changed(ApiKey key) {
    CatalogChange change =
        key.workspace()
            .map(workspace -> CatalogChange.of(key.organization(), workspace))
            .orElseGet(() -> new CatalogChange(key.organization(), Set.of(), true));
    unitOfWork.afterCommit(() -> events.changed(change));
  }
}
