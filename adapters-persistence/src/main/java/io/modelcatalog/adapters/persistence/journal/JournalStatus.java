package io.modelcatalog.adapters.persistence.journal;

import java.util.Optional;

/**
 * How the journal is doing, for health checks and metrics.
 *
 * @param accepting whether calls can be noted
 * @param segments files in use and in store
 * @param open calls noted and not ended, as far as the journal has been read
 * @param overflowing ends of calls that wait in memory because no file has room
 * @param ledgerProblem why the ledger last refused a batch; empty once it takes them again
 * @param diskProblem why the disk last refused a file or a write; empty once it takes them again
 */
public record JournalStatus(
    boolean accepting,
    int segments,
    int open,
    int overflowing,
    Optional<String> ledgerProblem,
    Optional<String> diskProblem) {}
