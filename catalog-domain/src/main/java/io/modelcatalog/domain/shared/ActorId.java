package io.modelcatalog.domain.shared;

/**
 * Who acts: the id of a key or a person, or {@code system}.
 *
 * @param value 1 to 64 characters
 */
public record ActorId(String value) {
  /** The product itself, at first start. */
  public static final ActorId SYSTEM = new ActorId("system");

  public ActorId {
    if (value.isBlank() || value.length() > 64) {
      throw new IllegalArgumentException("actor: \"" + value + "\" (expected: 1-64 characters)");
    }
  }
}
