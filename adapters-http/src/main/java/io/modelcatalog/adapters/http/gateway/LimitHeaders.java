package io.modelcatalog.adapters.http.gateway;

import io.modelcatalog.application.limit.Measure;
import io.modelcatalog.application.limit.PolicyTag;
import io.modelcatalog.application.limit.Standing;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * Tells a client how the limits of its call stand: OpenAI's six {@code x-ratelimit-…} headers from
 * the rate limits nearest to empty, and the pair {@code RateLimit-Policy} and {@code RateLimit} of
 * draft-ietf-httpapi-ratelimit-headers with every limit.
 *
 * <p>OpenAI gives a reset as a duration such as {@code 1s} or {@code 6m0s}; the draft's {@code t}
 * and {@code w} are seconds. Both are rounded up, so that nobody comes back too early.
 */
final class LimitHeaders {
  private static final CharSequence POLICY = AsciiString.cached("ratelimit-policy");
  private static final CharSequence STATE = AsciiString.cached("ratelimit");
  private static final CharSequence LIMIT_REQUESTS =
      AsciiString.cached("x-ratelimit-limit-requests");
  private static final CharSequence LEFT_REQUESTS =
      AsciiString.cached("x-ratelimit-remaining-requests");
  private static final CharSequence RESET_REQUESTS =
      AsciiString.cached("x-ratelimit-reset-requests");
  private static final CharSequence LIMIT_TOKENS = AsciiString.cached("x-ratelimit-limit-tokens");
  private static final CharSequence LEFT_TOKENS =
      AsciiString.cached("x-ratelimit-remaining-tokens");
  private static final CharSequence RESET_TOKENS = AsciiString.cached("x-ratelimit-reset-tokens");

  /** The largest integer that a structured field may hold (RFC 9651, section 3.3.1). */
  private static final long MOST = 999_999_999_999_999L;

  private static final long NANOS_PER_MICRO = 1_000;
  private static final int POLICY_LENGTH = 64;

  private LimitHeaders() {}

  /**
   * Whether an upstream's header tells of a limit, and would be taken for one of the catalog's.
   *
   * @param name in lower case
   */
  static boolean speaksOfLimits(String name) {
    return name.startsWith("x-ratelimit-") || name.startsWith("ratelimit");
  }

  /** Adds the headers; none if no limit applies. */
  static void write(HttpHeaders headers, Standing limits, long nowMillis) {
    int size = limits.size();
    if (size == 0) {
      return;
    }
    StringBuilder policy = new StringBuilder(size * POLICY_LENGTH);
    StringBuilder state = new StringBuilder(size * POLICY_LENGTH);
    int requests = -1;
    int tokens = -1;
    for (int i = 0; i < size; i++) {
      append(policy, state, limits, i, nowMillis);
      if (limits.isRate(i)) {
        if (limits.measure(i) == Measure.REQUESTS) {
          requests = tighter(limits, requests, i);
        } else {
          tokens = tighter(limits, tokens, i);
        }
      }
    }
    headers.set(POLICY, policy.toString());
    headers.set(STATE, state.toString());
    if (requests >= 0) {
      headers.set(LIMIT_REQUESTS, Long.toString(limits.limit(requests)));
      headers.set(LEFT_REQUESTS, Long.toString(limits.left(requests)));
      headers.set(RESET_REQUESTS, duration(seconds(limits.windowEnd(requests) - nowMillis)));
    }
    if (tokens >= 0) {
      headers.set(LIMIT_TOKENS, Long.toString(limits.limit(tokens)));
      headers.set(LEFT_TOKENS, Long.toString(limits.left(tokens)));
      headers.set(RESET_TOKENS, duration(seconds(limits.windowEnd(tokens) - nowMillis)));
    }
  }

  /** The one nearer to empty; of two equally near, the one that takes longer to fill. */
  private static int tighter(Standing limits, int one, int other) {
    if (one < 0) {
      return other;
    }
    int byLeft = Long.compare(limits.left(other), limits.left(one));
    return byLeft < 0 || (byLeft == 0 && limits.windowEnd(other) > limits.windowEnd(one))
        ? other
        : one;
  }

  private static void append(
      StringBuilder policy, StringBuilder state, Standing limits, int index, long nowMillis) {
    if (index > 0) {
      policy.append(", ");
      state.append(", ");
    }
    name(policy, limits, index);
    name(state, limits, index);
    Measure measure = limits.measure(index);
    policy.append(";q=").append(amount(measure, limits.limit(index)));
    state.append(";r=").append(amount(measure, limits.left(index)));
    long end = limits.windowEnd(index);
    if (end != Long.MAX_VALUE) {
      policy.append(";w=").append(seconds(end - limits.windowStart(index)));
      state.append(";t=").append(seconds(end - nowMillis));
    }
    switch (measure) {
      case COST -> policy.append(";qu=\"micro-usd\"");
      case TOKENS -> policy.append(";qu=\"tokens\"");
      case REQUESTS -> {}
    }
  }

  private static void name(StringBuilder text, Standing limits, int index) {
    text.append('"').append(limits.level(index).wireName()).append(':');
    PolicyTag policy = limits.policy(index);
    if (policy != null) {
      // Several policies can have limits of one kind, and a name stands for one limit.
      text.append(policy.id()).append(':');
    }
    text.append(limits.what(index)).append('"');
  }

  private static long amount(Measure measure, long value) {
    return Math.min(MOST, measure == Measure.COST ? value / NANOS_PER_MICRO : value);
  }

  private static long seconds(long millis) {
    return Math.min(MOST, Math.max(0, Math.ceilDiv(millis, 1_000L)));
  }

  private static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    return minutes < 60
        ? minutes + "m" + seconds % 60 + "s"
        : minutes / 60 + "h" + minutes % 60 + "m" + seconds % 60 + "s";
  }
}
