package io.modelcatalog.domain.usage;

/** How a call ended. */
public enum Outcome {
  /** The upstream's answer went out whole. */
  COMPLETED,
  /** The upstream refused or failed before it answered. */
  UPSTREAM_ERROR,
  /** The upstream broke off or went silent in mid-answer. */
  BROKEN_OFF,
  /** The client went away first. */
  CANCELLED,
  /** The process ended before the call did. */
  INTERRUPTED,
  /** The gateway ended it: the answer went beyond what was reserved for it. */
  CUT
}
