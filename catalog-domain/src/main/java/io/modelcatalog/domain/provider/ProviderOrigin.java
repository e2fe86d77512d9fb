package io.modelcatalog.domain.provider;

/** How a provider came to be. */
public enum ProviderOrigin {
  /** Made when its integration was granted to the workspace. */
  PROVISIONED,
  /** Made in the workspace from a granted integration, to be stricter. */
  DERIVED,
  /** Made for an integration of the workspace's own. */
  EXCLUSIVE
}
