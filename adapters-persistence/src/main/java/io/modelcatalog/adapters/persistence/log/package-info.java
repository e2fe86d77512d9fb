/** The records of calls in the database: written in batches off the request path, and read. */
@NullMarked
package io.modelcatalog.adapters.persistence.log;

import org.jspecify.annotations.NullMarked;
