/** API keys in the database. */
@NullMarked
package io.modelcatalog.adapters.persistence.access;

import org.jspecify.annotations.NullMarked;
