/** Remembers the answers of requests that may come again, so that nothing is done twice. */
@NullMarked
package io.modelcatalog.application.port.idempotency;

import org.jspecify.annotations.NullMarked;
