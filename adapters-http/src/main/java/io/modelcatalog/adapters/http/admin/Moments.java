package io.modelcatalog.adapters.http.admin;

import io.modelcatalog.application.port.usage.AlertView;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Gives what limits are shown as of. */
@Singleton
public final class Moments {
  private final InstantSource clock;
  private final AlertView alerts;

  /**
   * Moments of a clock.
   *
   * @param clock time
   * @param alerts which alerts were raised; null where none are
   */
  public Moments(InstantSource clock, @Nullable AlertView alerts) {
    this.clock = clock;
    this.alerts = alerts == null ? AlertView.NONE : alerts;
  }

  /** The present. */
  public Moment now() {
    return new Moment(clock.instant(), alerts);
  }

  /**
   * What limits are shown as of.
   *
   * @param now the time
   * @param alerts which alerts were raised
   */
  public record Moment(Instant now, AlertView alerts) {}
}
