package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.modelcatalog.adapters.providers.notification.SmtpChannel;
import io.modelcatalog.adapters.providers.notification.SmtpSettings;
import io.modelcatalog.adapters.providers.notification.WebhookChannel;
import io.modelcatalog.adapters.providers.notification.WebhookSettings;
import io.modelcatalog.adapters.providers.transport.AddressGuard;
import io.modelcatalog.adapters.providers.transport.HttpTransport;
import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.alert.AlertDispatcher;
import io.modelcatalog.application.alert.AlertEvaluator;
import io.modelcatalog.application.alert.RetryPolicy;
import io.modelcatalog.application.alert.SentAlerts;
import io.modelcatalog.application.port.alert.AlertChannel;
import io.modelcatalog.application.port.alert.AlertOutbox;
import io.modelcatalog.application.port.alert.AlertRecipients;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.bootstrap.server.AlertJobs;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.bootstrap.settings.CatalogSettings.Smtp;
import io.modelcatalog.domain.shared.Result;
import io.netty.channel.socket.nio.NioSocketChannel;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Alerts: who finds them, and the channels that are set up. */
@Factory
final class AlertFactory {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Singleton
  SentAlerts sentAlerts() {
    return new SentAlerts();
  }

  /** Connections of its own: a receiver may keep them as long as it likes. */
  @Singleton
  @Named("webhooks")
  @Bean(preDestroy = "close")
  HttpTransport webhookTransport(CatalogSettings settings, EventLoopGroupRegistry loops) {
    return new HttpTransport(
        loops.getDefaultEventLoopGroup(),
        NioSocketChannel::new,
        AddressGuard.allowing(settings.upstreamAllow()),
        TransportSettings.DEFAULT.withTimeouts(PATIENCE, PATIENCE, PATIENCE));
  }

  @Singleton
  AlertJobs alertJobs(
      CatalogSettings settings,
      CatalogApplication application,
      SentAlerts sent,
      AlertOutbox outbox,
      AuditTrail audit,
      @Named("webhooks") HttpTransport transport,
      InstantSource clock) {
    List<AlertChannel> channels = new ArrayList<>();
    settings.alerting().smtp().ifPresent(smtp -> channels.add(new SmtpChannel(settings(smtp))));
    settings
        .alerting()
        .webhook()
        .ifPresent(
            webhook ->
                channels.add(
                    switch (WebhookSettings.of(
                        webhook.url(),
                        webhook.secret(),
                        PATIENCE,
                        AddressGuard.allowing(settings.upstreamAllow()))) {
                      case Result.Ok<WebhookSettings, String>(WebhookSettings receiver) ->
                          new WebhookChannel(transport, receiver, clock);
                      case Result.Err<WebhookSettings, String>(String rule) ->
                          throw new IllegalArgumentException("CATALOG_ALERT_WEBHOOK_URL " + rule);
                    }));
    AlertEvaluator evaluator =
        application.alerts(
            sent,
            new AlertEvaluator.Outlets(
                outbox,
                audit,
                channels.stream().map(AlertChannel::channel).collect(Collectors.toSet()),
                AlertRecipients.ownElse(settings.alerting().emails())));
    return new AlertJobs(
        evaluator,
        channels.stream()
            .map(channel -> new AlertDispatcher(outbox, channel, RetryPolicy.DEFAULT, clock))
            .toList());
  }

  static SmtpSettings settings(Smtp smtp) {
    return new SmtpSettings(
        smtp.host(),
        smtp.port(),
        SmtpSettings.Tls.valueOf(smtp.tls().toUpperCase(Locale.ROOT)),
        smtp.user(),
        smtp.password(),
        smtp.from(),
        PATIENCE);
  }
}
