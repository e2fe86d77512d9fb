package io.modelcatalog.application;

import io.modelcatalog.domain.limit.Loosened;

/** Every refusal an administrative use case can give. */
public sealed interface CatalogError {

  /**
   * A field breaks a rule.
   *
   * @param field by its wire name, such as {@code usage_limits.credit_limit}
   * @param rule what is expected
   */
  record Invalid(String field, String rule) implements CatalogError {}

  /**
   * There is no such thing, or not for this actor: both answer alike.
   *
   * @param what kind of thing, such as {@code integration}
   * @param ref as it was asked for
   */
  record NotFound(String what, String ref) implements CatalogError {}

  /** The actor lacks a scope. */
  record Forbidden(String scope) implements CatalogError {}

  /** The organization does not permit it. */
  record NotPermitted(String rule) implements CatalogError {}

  /** The slug is in use. */
  record SlugTaken(String field, String slug) implements CatalogError {}

  /** A child asked for more than its parent allows. */
  record LoosensParent(Loosened why) implements CatalogError {}

  /** Something else still needs the object. */
  record InUse(String what, String by) implements CatalogError {}

  /** What is asked for does not go with how things stand. */
  record Conflict(String rule) implements CatalogError {}

  /** The object was changed by someone else meanwhile. */
  record Stale(String what) implements CatalogError {}

  /**
   * Asked too often, or by too many at once.
   *
   * @param rule how much is taken
   * @param seconds when to come again
   */
  record TooMany(String rule, int seconds) implements CatalogError {}
}
