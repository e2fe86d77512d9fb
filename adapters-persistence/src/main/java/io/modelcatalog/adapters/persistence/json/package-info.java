/**
 * How domain values are written in text columns: compact JSON that reads back as exactly the same
 * value.
 */
@NullMarked
package io.modelcatalog.adapters.persistence.json;

import org.jspecify.annotations.NullMarked;
