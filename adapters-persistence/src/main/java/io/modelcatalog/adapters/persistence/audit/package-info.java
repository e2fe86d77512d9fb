/** The audit log in the database: append-only, chained by hashes for each organization. */
@NullMarked
package io.modelcatalog.adapters.persistence.audit;

import org.jspecify.annotations.NullMarked;
