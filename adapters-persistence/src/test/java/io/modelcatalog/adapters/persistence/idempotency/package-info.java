/** Kept answers in real databases. */
@NullMarked
package io.modelcatalog.adapters.persistence.idempotency;

import org.jspecify.annotations.NullMarked;
