package io.modelcatalog.domain.access;

import java.time.Instant;

/**
 * A secret that a rotation has replaced and that is let in for a while yet, so that applications
 * can be moved to the new one.
 *
 * @param digest the keyed hash it is known by
 * @param until from when it is refused
 */
public record RetiringKey(KeyDigest digest, Instant until) {}
