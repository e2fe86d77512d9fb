package io.modelcatalog.adapters.http.security;

/** An answer that holds a secret for whoever made it. */
public interface HoldsSecret {
  /** The same answer for a change that was only tried, and whose secret opens nothing. */
  Object withoutSecret();
}
