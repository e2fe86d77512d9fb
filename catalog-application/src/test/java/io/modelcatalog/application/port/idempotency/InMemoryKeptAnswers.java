package io.modelcatalog.application.port.idempotency;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Answers kept in memory. */
public final class InMemoryKeptAnswers implements KeptAnswers {
  private final Map<Place, Row> rows = new HashMap<>();

  private record Place(OrganizationId organization, ActorId actor, String key) {
    static Place of(Request request) {
      return new Place(request.organization(), request.actor(), request.key());
    }
  }

  private record Row(String fingerprint, Instant at, Optional<Answer> answer) {}

  @Override
  public synchronized Claim claim(Request request, Instant now, Instant expiredBefore) {
    Row row = rows.get(Place.of(request));
    if (row == null || row.at().isBefore(expiredBefore)) {
      rows.put(Place.of(request), new Row(request.fingerprint(), now, Optional.empty()));
      return new Claim.Free();
    }
    if (!row.fingerprint().equals(request.fingerprint())) {
      return new Claim.OtherRequest();
    }
    return row.answer().<Claim>map(Claim.Kept::new).orElseGet(Claim.Unfinished::new);
  }

  @Override
  public synchronized void keep(Request request, Answer answer) {
    rows.computeIfPresent(
        Place.of(request),
        (place, row) -> new Row(row.fingerprint(), row.at(), Optional.of(answer)));
  }

  @Override
  public synchronized void release(Request request) {
    rows.computeIfPresent(Place.of(request), (place, row) -> row.answer().isPresent() ? row : null);
  }

  @Override
  public synchronized int forget(Instant before) {
    int size = rows.size();
    rows.values().removeIf(row -> row.at().isBefore(before));
    return size - rows.size();
  }
}
