package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.modelcatalog.adapters.providers.ProviderProbe;
import io.modelcatalog.adapters.providers.ProviderSettings;
import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.integration.SyncIntegrationModels;
import io.modelcatalog.application.integration.TestIntegration;
import io.modelcatalog.application.integration.UpstreamUseCases;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.upstream.UpstreamProbe;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** What asks upstreams on behalf of administrators. */
@Factory
final class ProbeFactory {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  @Singleton
  @Bean(preDestroy = "close")
  ProviderProbe probe(ProviderSettings settings) {
    return new ProviderProbe(settings, CONNECT, ANSWER, LONGEST);
  }

  @Singleton
  UpstreamUseCases upstreamUseCases(
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      IntegrationRepository integrations,
      CredentialVault vault,
      SecretReferenceRepository references,
      UpstreamFactory upstreams,
      UpstreamProbe probe,
      UnitOfWork unitOfWork,
      CatalogApplication application,
      InstantSource clock) {
    return UpstreamUseCases.of(
        organizations,
        workspaces,
        integrations,
        vault,
        references,
        application.outsideSecrets(),
        upstreams,
        probe,
        unitOfWork,
        application.events(),
        clock);
  }

  @Singleton
  SyncIntegrationModels syncIntegrationModels(UpstreamUseCases useCases) {
    return useCases.sync();
  }

  @Singleton
  TestIntegration testIntegration(UpstreamUseCases useCases) {
    return useCases.test();
  }
}
