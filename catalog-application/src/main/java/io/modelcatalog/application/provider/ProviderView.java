package io.modelcatalog.application.provider;

import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.workspace.Workspace;

/**
 * A provider together with what it stands on.
 *
 * @param provider the provider
 * @param integration where its credentials and models come from
 * @param workspace whose it is
 * @param status how it stands now
 */
public record ProviderView(
    AiProvider provider, Integration integration, Workspace workspace, UsageView.Status status) {}
