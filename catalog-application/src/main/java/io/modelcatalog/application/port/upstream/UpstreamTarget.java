package io.modelcatalog.application.port.upstream;

import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.shared.Settings;

/**
 * An integration as an upstream sees it.
 *
 * @param kind the upstream kind, such as {@code openai}
 * @param configuration non-secret settings by their wire names ({@code custom_host}, {@code
 *     custom_headers}, {@code azure_resource_name} …)
 * @param credentials secret settings by their wire names
 */
public record UpstreamTarget(String kind, Settings configuration, Credentials credentials) {}
