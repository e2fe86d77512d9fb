package io.modelcatalog.domain.limit;

import java.time.Instant;
import java.util.Optional;

/**
 * The span of time in which a limit counts together.
 *
 * @param start when counting began; {@link Instant#EPOCH} if it always did
 * @param end when counting starts over; empty if never
 */
public record Window(Instant start, Optional<Instant> end) {}
