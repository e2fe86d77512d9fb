package io.modelcatalog.domain.person;

import java.util.UUID;

/** Identity of a session; it opens nothing. */
public record SessionId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
