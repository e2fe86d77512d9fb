package io.modelcatalog.domain.limit;

/** What a rate limit counts. */
public enum RateUnit {
  REQUESTS,
  TOKENS
}
