package io.modelcatalog.bootstrap.storm;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call as its caller saw it.
 *
 * @param startMillis when it was sent, milliseconds since the epoch
 * @param endMillis when its end was seen
 * @param target who called what
 * @param bound the most it can cost, in nano-dollars
 * @param end how it ended
 * @param status the HTTP status; 0 if none came
 * @param requestId its id at the gateway; null if none was told
 * @param cost what the answer says that it used, in nano-dollars; -1 if it says nothing
 * @param refusedBy the level that refused it; null if none did
 * @param refusedLimit the limit that refused it, such as {@code cost/total}; null if none did
 */
record Call(
    long startMillis,
    long endMillis,
    Target target,
    long bound,
    End end,
    int status,
    @Nullable UUID requestId,
    long cost,
    @Nullable String refusedBy,
    @Nullable String refusedLimit) {

  /**
   * Who calls what.
   *
   * @param key the API key's id
   * @param workspace the workspace's slug
   * @param provider the provider's slug with its workspace
   * @param secret the API key
   * @param model the model's name
   */
  record Target(String key, String workspace, String provider, String secret, String model) {}

  /** How a call ended. */
  enum End {
    /** The answer came in full. */
    ANSWERED,
    /** The upstream failed. */
    FAILED,
    /** A limit refused it. */
    REFUSED,
    /** The shared store could not be asked in time. */
    UNDECIDED,
    /** The caller hung up. */
    CANCELLED,
    /** The gateway was killed, or is starting. */
    LOST
  }
}
