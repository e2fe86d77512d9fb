package io.modelcatalog.application.integration;

import java.time.Duration;

/**
 * Asks the upstreams of integrations that enable new models which models they have, and keeps the
 * lists, as {@link SyncIntegrationModels} does for one of them. Any replica may do this at any
 * time; each upstream is asked by one of them. An upstream that cannot be asked, or lists nothing,
 * changes nothing.
 *
 * <p>In the background: it waits for upstreams, one after another.
 */
public interface RefreshModels {
  /** How long an upstream is left alone after it was asked. */
  Duration EVERY = Duration.ofHours(6);

  /** How many upstreams are asked at most in one go. */
  int AT_ONCE = 20;

  /**
   * Asks those that are due.
   *
   * @return how many integrations have other models than before
   */
  int handle();
}
