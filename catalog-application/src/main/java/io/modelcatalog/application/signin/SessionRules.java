package io.modelcatalog.application.signin;

import java.time.Duration;

/**
 * How long sessions last.
 *
 * @param idle while nothing is done
 * @param lifetime at most
 */
public record SessionRules(Duration idle, Duration lifetime) {}
