package io.modelcatalog.domain.usage;

/**
 * What one call adds to one counter.
 *
 * @param key the counter, as {@link io.modelcatalog.domain.limit.LimitKey#text()}
 * @param windowStart start of the window it counts in, milliseconds since the epoch
 * @param amount nano-dollars, tokens or calls, by the counter
 */
public record Charge(String key, long windowStart, long amount) {}
