package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authenticate;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;

/** Knows keys from the current snapshot. */
public final class SnapshotAuthenticate implements Authenticate {
  private final SnapshotHolder holder;
  private final ApiKeys apiKeys;
  private final InstantSource clock;

  /**
   * Authentication from memory.
   *
   * @param holder the current snapshot
   * @param apiKeys hashes what is presented
   * @param clock tells when keys have expired
   */
  public SnapshotAuthenticate(SnapshotHolder holder, ApiKeys apiKeys, InstantSource clock) {
    this.holder = holder;
    this.apiKeys = apiKeys;
    this.clock = clock;
  }

  @Override
  public Result<Actor, Refusal> authenticate(String presented) {
    if (!apiKeys.plausible(presented)) {
      return Result.err(Refusal.UNKNOWN);
    }
    CompiledKey key = holder.current().key(apiKeys.digest(presented));
    if (key == null) {
      return Result.err(Refusal.UNKNOWN);
    }
    return key.expiredAt(clock.millis()) ? Result.err(Refusal.EXPIRED) : Result.ok(key.actor());
  }
}
