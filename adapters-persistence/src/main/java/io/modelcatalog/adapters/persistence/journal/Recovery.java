package io.modelcatalog.adapters.persistence.journal;

/**
 * What a start found in the journal of the run before.
 *
 * @param settled calls whose end was noted
 * @param interrupted calls that were still open, now booked at their bound
 * @param stored how many of both the ledger did not have yet
 * @param damaged places that held something other than a record
 */
public record Recovery(int settled, int interrupted, int stored, int damaged) {}
