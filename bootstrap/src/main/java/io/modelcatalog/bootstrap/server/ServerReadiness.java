package io.modelcatalog.bootstrap.server;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import org.reactivestreams.Publisher;

/**
 * Says whether calls should be sent here. A database that fails later does not count: known keys
 * are served from memory.
 */
@Readiness
@Singleton
final class ServerReadiness implements HealthIndicator {
  private final Lifecycle lifecycle;

  ServerReadiness(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    Lifecycle.Phase phase = lifecycle.phase();
    return Publishers.just(
        HealthResult.builder(
                "catalog", phase == Lifecycle.Phase.READY ? HealthStatus.UP : HealthStatus.DOWN)
            .details(Map.of("state", phase.name().toLowerCase(Locale.ROOT)))
            .build());
  }
}
