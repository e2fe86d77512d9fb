package io.modelcatalog.domain.shared;

import java.time.Instant;

/**
 * Who made an object, and when it was made and last changed.
 *
 * @param createdBy the key or person that made it
 * @param createdAt when it was made
 * @param updatedAt when it was last changed; not before {@code createdAt}
 */
public record Audit(ActorId createdBy, Instant createdAt, Instant updatedAt) {
  public Audit {
    if (updatedAt.isBefore(createdAt)) {
      throw new IllegalArgumentException("updatedAt: before createdAt");
    }
  }

  /** The stamp of a new object. */
  public static Audit created(ActorId by, Instant at) {
    return new Audit(by, at, at);
  }

  /** The stamp after a change; a clock that went back does not move it back. */
  public Audit changed(Instant at) {
    return new Audit(createdBy, createdAt, at.isBefore(updatedAt) ? updatedAt : at);
  }
}
