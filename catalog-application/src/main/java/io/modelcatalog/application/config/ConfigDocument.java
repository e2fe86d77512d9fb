package io.modelcatalog.application.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A config's document of a sound shape.
 *
 * @param text the JSON text to keep
 * @param members the same as values: texts, numbers, truth values, lists and maps of those, nulls
 */
public record ConfigDocument(String text, Map<String, ? extends @Nullable Object> members) {}
