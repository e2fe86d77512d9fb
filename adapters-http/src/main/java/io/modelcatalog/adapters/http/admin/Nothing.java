package io.modelcatalog.adapters.http.admin;

import io.micronaut.serde.annotation.Serdeable;

/** The answer {@code {}} of updates and deletions. */
@Serdeable
public record Nothing() {
  /** The only one there needs to be. */
  public static final Nothing HERE = new Nothing();
}
