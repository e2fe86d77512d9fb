package io.modelcatalog.application.port.upstream;

/**
 * Why an integration cannot be called as it is configured.
 *
 * @param field the field at fault, by its wire name, such as {@code configurations.custom_host}
 * @param rule what it must be; never holds a secret
 */
public record UpstreamProblem(String field, String rule) {}
