package io.modelcatalog.domain.person;

import java.util.UUID;

/** Identity of an invite. */
public record InviteId(UUID value) {
  /** From its text form. */
  public static InviteId of(String text) {
    return new InviteId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
