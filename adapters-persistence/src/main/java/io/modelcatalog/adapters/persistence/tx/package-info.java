/**
 * Transactions on Micronaut's transaction manager, statements in them, new identities, and what
 * database errors mean.
 */
@NullMarked
package io.modelcatalog.adapters.persistence.tx;

import org.jspecify.annotations.NullMarked;
