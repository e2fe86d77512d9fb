package io.modelcatalog.adapters.http.gateway;

import io.modelcatalog.application.limit.Measure;
import io.modelcatalog.application.limit.Standing;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;

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

  private static final FastThreadLocal<AsciiText> TEXTS =
      new FastThreadLocal<>() {
        @Override
        protected AsciiText initialValue() {
          return new AsciiText();
        }
      };

  private LimitHeaders() {}

  /**
   * Whether an upstream's header tells of a limit, and would be taken for one of the catalog's.
   *
   * @param name in lower case
   */
  static boolean speaksOfLimits(String name) {
    return name.startsWith("x-ratelimit-") || name.startsWith("ratelimit");
  }

  /** Adds the headers, which must not be there yet; none if no limit applies. */
  static void write(HttpHeaders headers, Standing limits, long nowMillis) {
    int size = limits.size();
    if (size == 0) {
      return;
    }
    AsciiText text = TEXTS.get();
    int requests = -1;
    int tokens = -1;
    text.clear();
    for (int i = 0; i < size; i++) {
      policy(text, limits, i);
      if (limits.isRate(i)) {
        if (limits.measure(i) == Measure.REQUESTS) {
          requests = tighter(limits, requests, i);
        } else {
          tokens = tighter(limits, tokens, i);
        }
      }
    }
    headers.add(POLICY, text.copy());
    text.clear();
    for (int i = 0; i < size; i++) {
      state(text, limits, i, nowMillis);
    }
    headers.add(STATE, text.copy());
    if (requests >= 0) {
      headers.add(LIMIT_REQUESTS, text.of(limits.limit(requests)));
      headers.add(LEFT_REQUESTS, text.of(limits.left(requests)));
      headers.add(RESET_REQUESTS, duration(seconds(limits.windowEnd(requests) - nowMillis)));
    }
    if (tokens >= 0) {
      headers.add(LIMIT_TOKENS, text.of(limits.limit(tokens)));
      headers.add(LEFT_TOKENS, text.of(limits.left(tokens)));
      headers.add(RESET_TOKENS, duration(seconds(limits.windowEnd(tokens) - nowMillis)));
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

  private static void policy(AsciiText text, Standing limits, int index) {
    Measure measure = limits.measure(index);
    name(text, limits, index).append(";q=").append(amount(measure, limits.limit(index)));
    long end = limits.windowEnd(index);
    long start = limits.windowStart(index);
    // A budget's first window, which lasts until a reset that was named, has no length of its own.
    if (end != Long.MAX_VALUE && start != 0) {
      text.append(";w=").append(seconds(end - start));
    }
    switch (measure) {
      case COST -> text.append(";qu=\"micro-usd\"");
      case TOKENS -> text.append(";qu=\"tokens\"");
      case REQUESTS -> {}
    }
  }

  private static void state(AsciiText text, Standing limits, int index, long nowMillis) {
    name(text, limits, index)
        .append(";r=")
        .append(amount(limits.measure(index), limits.left(index)));
    long end = limits.windowEnd(index);
    if (end != Long.MAX_VALUE) {
      text.append(";t=").append(seconds(end - nowMillis));
    }
  }

  private static AsciiText name(AsciiText text, Standing limits, int index) {
    return text.append(index > 0 ? ", \"" : "\"").append(limits.label(index)).append("\"");
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
