package io.modelcatalog.application.access;

import io.modelcatalog.domain.shared.Result;

/** Tells who presents a key. Answers from memory; never blocks. */
public interface Authenticate {

  /**
   * Knows a key again.
   *
   * @param presented the key as it was presented
   */
  Result<Actor, Refusal> authenticate(String presented);

  /** Why a key does not let its bearer in. */
  enum Refusal {
    /** No such key. */
    UNKNOWN,
    /** The key has expired. */
    EXPIRED
  }
}
