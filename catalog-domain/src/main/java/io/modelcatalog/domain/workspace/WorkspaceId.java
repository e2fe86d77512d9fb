package io.modelcatalog.domain.workspace;

import java.util.UUID;

/** Identity of a workspace. */
public record WorkspaceId(UUID value) {
  /** From its text form. */
  public static WorkspaceId of(String text) {
    return new WorkspaceId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
