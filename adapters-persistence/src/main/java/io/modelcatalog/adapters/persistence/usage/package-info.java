/** The stored usage: append-only records and the balance of each counter. */
@NullMarked
package io.modelcatalog.adapters.persistence.usage;

import org.jspecify.annotations.NullMarked;
