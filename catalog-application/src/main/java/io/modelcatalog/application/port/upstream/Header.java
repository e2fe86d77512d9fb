package io.modelcatalog.application.port.upstream;

/**
 * One HTTP header.
 *
 * @param name in lower case
 * @param value as sent
 */
public record Header(String name, String value) {}
