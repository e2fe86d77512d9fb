package io.modelcatalog.bootstrap.server;

import io.micronaut.context.BeanContext;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.modelcatalog.application.port.usage.UsageJournal;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.reactivestreams.Publisher;

/**
 * Says whether calls should be sent here. A database that fails later does not count: known keys
 * are served from memory. Usage that cannot be recorded does, since calls are refused then.
 */
@Readiness
@Singleton
final class ServerReadiness implements HealthIndicator {
  private final Lifecycle lifecycle;
  private final BeanContext beans;

  ServerReadiness(Lifecycle lifecycle, BeanContext beans) {
    this.lifecycle = lifecycle;
    this.beans = beans;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    Lifecycle.Phase phase = lifecycle.phase();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("state", phase.name().toLowerCase(Locale.ROOT));
    Optional<String> obstacle =
        phase == Lifecycle.Phase.READY
            ? beans.findBean(UsageJournal.class).flatMap(UsageJournal::obstacle)
            : Optional.empty();
    obstacle.ifPresent(why -> details.put("calls", "refused: " + why));
    boolean up = phase == Lifecycle.Phase.READY && obstacle.isEmpty();
    return Publishers.just(
        HealthResult.builder("catalog", up ? HealthStatus.UP : HealthStatus.DOWN)
            .details(details)
            .build());
  }
}
