/**
 * Changes of the catalog on their way to other replicas: written in the transaction that makes
 * them, followed by number of transaction, with a notification as a hint to look at once.
 */
@NullMarked
package io.modelcatalog.adapters.persistence.change;

import org.jspecify.annotations.NullMarked;
