/** Answers kept for requests that may come again. */
@NullMarked
package io.modelcatalog.adapters.persistence.idempotency;

import org.jspecify.annotations.NullMarked;
