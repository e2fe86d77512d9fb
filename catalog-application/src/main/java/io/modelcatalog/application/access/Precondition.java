package io.modelcatalog.application.access;

import java.util.Optional;
import java.util.Set;

/**
 * What a request expects to change: an object in the state that its client has seen, as {@code
 * If-Match} says it (RFC 9110, section 13.1.1). It is looked at where objects are stored, inside
 * the transaction, so that nothing can come between. For one request and its thread.
 */
public final class Precondition {
  /** The object is not in that state any more, or another is to be changed; nothing was done. */
  public static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Failed() {
      super("If-Match: the object has changed since, or is another", null, false, false);
    }
  }

  private final Set<String> tags;
  private boolean changed;
  private boolean met;

  private Precondition(Set<String> tags) {
    this.tags = tags;
  }

  /** One of these states is expected. */
  public static Precondition anyOf(Set<String> tags) {
    return new Precondition(Set.copyOf(tags));
  }

  /** A transaction begins, or begins anew. */
  public void begin() {
    changed = false;
    met = false;
  }

  /**
   * An object is stored or deleted.
   *
   * @param tag the state it was in; empty if it is new
   */
  public void changing(Optional<String> tag) {
    changed = true;
    met |= tag.filter(tags::contains).isPresent();
  }

  /**
   * The transaction is about to commit.
   *
   * @throws Failed if something changed, and not what was expected
   */
  public void conclude() {
    if (changed && !met) {
      throw new Failed();
    }
  }
}
