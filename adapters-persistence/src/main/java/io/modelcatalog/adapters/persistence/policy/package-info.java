/** Policies in the database. */
@NullMarked
package io.modelcatalog.adapters.persistence.policy;

import org.jspecify.annotations.NullMarked;
