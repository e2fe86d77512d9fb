/**
 * Leases in Redis or Valkey, for rate limits of large fleets. What is kept here may be lost with
 * the server; amounts of money belong into a database.
 */
@NullMarked
package io.modelcatalog.adapters.persistence.redis;

import org.jspecify.annotations.NullMarked;
