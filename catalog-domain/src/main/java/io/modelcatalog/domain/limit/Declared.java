package io.modelcatalog.domain.limit;

/**
 * A value together with the level that set it, so that every effective setting can say where it
 * comes from.
 *
 * @param value the value
 * @param level who set it
 * @param <T> what kind of value
 */
public record Declared<T>(T value, Level level) {}
