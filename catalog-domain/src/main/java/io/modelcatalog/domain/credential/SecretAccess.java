package io.modelcatalog.domain.credential;

/**
 * A stated reason to read a secret. A search for this type finds every reader; the architecture
 * tests name the places that may make one.
 *
 * @param reason what the secret is read for
 */
public record SecretAccess(String reason) {}
