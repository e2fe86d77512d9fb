package io.modelcatalog.application.apikey;

import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

final class BeginRotationsHandler implements BeginRotations {
  private static final int AT_ONCE = 100;

  private final ApiKeyRepository keys;
  private final UnitOfWork unitOfWork;
  private final KeyEvents events;
  private final InstantSource clock;

  BeginRotationsHandler(
      ApiKeyRepository keys, UnitOfWork unitOfWork, KeyEvents events, InstantSource clock) {
    this.keys = keys;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public int handle() {
    int begun = 0;
    while (true) {
      Instant now = clock.instant();
      List<ApiKeyId> due = unitOfWork.read(() -> keys.dueForRotation(now, AT_ONCE));
      int here = 0;
      for (ApiKeyId id : due) {
        here += begin(id, now) ? 1 : 0;
      }
      begun += here;
      if (due.size() < AT_ONCE || here == 0) {
        return begun;
      }
    }
  }

  /** Each in a transaction of its own, so that one that somebody else changes holds up no other. */
  private boolean begin(ApiKeyId id, Instant now) {
    return unitOfWork.execute(() -> begun(id, now)).equals(Result.ok(true));
  }

  /** Looked at again, because another replica may have been faster; if it still is, it is told. */
  private Result<Boolean, StoreConflict> begun(ApiKeyId id, Instant now) {
    Optional<ApiKey> found =
        keys.find(id)
            .filter(key -> !key.expiredAt(now))
            .filter(key -> key.rotationDue().filter(due -> !now.isBefore(due)).isPresent());
    if (found.isEmpty()) {
      return Result.ok(false);
    }
    ApiKey begun = found.get().rotationBegun(now);
    events.changed(begun);
    return keys.save(begun).map(saved -> true);
  }
}
