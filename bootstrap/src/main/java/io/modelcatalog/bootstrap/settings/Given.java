package io.modelcatalog.bootstrap.settings;

/**
 * A value as it was given.
 *
 * @param value the text
 * @param source where it was given, to be named when it is wrong: {@code --port}, {@code
 *     CATALOG_PORT}, {@code port in catalog.properties}
 */
record Given(String value, String source) {}
