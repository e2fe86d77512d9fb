/**
 * The local usage journal: what is noted here survives the end of the process at any instant, and
 * reaches the ledger exactly once.
 */
@NullMarked
package io.modelcatalog.adapters.persistence.journal;

import org.jspecify.annotations.NullMarked;
