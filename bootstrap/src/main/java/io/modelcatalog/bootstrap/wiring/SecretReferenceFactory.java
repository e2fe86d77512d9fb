package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.modelcatalog.adapters.providers.secret.SecretSettings;
import io.modelcatalog.adapters.providers.secret.SecretSources;
import io.modelcatalog.adapters.providers.transport.AddressGuard;
import io.modelcatalog.adapters.providers.transport.HttpTransport;
import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.port.secret.SecretSource;
import io.modelcatalog.application.secret.ChangeSecretReference;
import io.modelcatalog.application.secret.CreateSecretReference;
import io.modelcatalog.application.secret.DeleteSecretReference;
import io.modelcatalog.application.secret.FindSecretReference;
import io.modelcatalog.application.secret.ListSecretReferences;
import io.modelcatalog.application.secret.TestSecretReference;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.bootstrap.settings.CatalogSettings.OutsideSecrets;
import io.netty.channel.socket.nio.NioSocketChannel;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Secrets that are kept outside. */
@Factory
final class SecretReferenceFactory {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Connections of its own, with little patience: secrets are short. */
  @Singleton
  @Named("secrets")
  @Bean(preDestroy = "close")
  HttpTransport secretTransport(CatalogSettings settings, EventLoopGroupRegistry loops) {
    return new HttpTransport(
        loops.getDefaultEventLoopGroup(),
        NioSocketChannel::new,
        AddressGuard.allowing(settings.upstreamAllow()),
        TransportSettings.DEFAULT.withTimeouts(PATIENCE, PATIENCE, PATIENCE));
  }

  @Singleton
  SecretSource secretSource(
      CatalogSettings settings, @Named("secrets") HttpTransport transport, InstantSource clock) {
    OutsideSecrets outside = settings.outsideSecrets();
    return new SecretSources(
        new SecretSettings(
            outside.variablePrefix(), outside.fileDirectory(), outside.identityHosts()),
        System::getenv,
        transport,
        AddressGuard.allowing(settings.upstreamAllow()),
        clock);
  }

  @Singleton
  CreateSecretReference createSecretReference(CatalogApplication application) {
    return application.secretReferences().create();
  }

  @Singleton
  ListSecretReferences listSecretReferences(CatalogApplication application) {
    return application.secretReferences().list();
  }

  @Singleton
  FindSecretReference findSecretReference(CatalogApplication application) {
    return application.secretReferences().find();
  }

  @Singleton
  ChangeSecretReference changeSecretReference(CatalogApplication application) {
    return application.secretReferences().change();
  }

  @Singleton
  DeleteSecretReference deleteSecretReference(CatalogApplication application) {
    return application.secretReferences().delete();
  }

  @Singleton
  TestSecretReference testSecretReference(CatalogApplication application) {
    return application.secretReferences().test();
  }
}
