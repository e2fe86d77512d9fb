package io.modelcatalog.domain.limit;

/**
 * A child asked for more than its parent allows.
 *
 * @param field the field at fault, by its wire name
 * @param asked what the child asked for, in words
 * @param allowed what the parent allows, in words
 * @param parent which level the parent is
 */
public record Loosened(String field, String asked, String allowed, Level parent) {}
