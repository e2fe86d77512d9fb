/** The shared books of leases in the database. */
@NullMarked
package io.modelcatalog.adapters.persistence.lease;

import org.jspecify.annotations.NullMarked;
