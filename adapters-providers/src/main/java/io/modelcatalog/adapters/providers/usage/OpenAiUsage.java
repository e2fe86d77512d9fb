package io.modelcatalog.adapters.providers.usage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.usage.TokenUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usage objects of one answer and normalises them: upstreams differ in whether cached
 * tokens are part of the prompt and reasoning part of the completion.
 *
 * <p>The numbers come from outside and decide what is charged, so a total that is negative, not
 * whole, not a number, or beyond {@value #MAX_TOKENS} makes the whole report void, and a detail
 * that cannot be is left out or cut to what it is a part of. An explicit zero is a report.
 *
 * <p>Reports are cumulative: a later one takes the place of an earlier one and is never added to
 * it. Where a stream tells of the prompt first and of the completion last, as Anthropic's does, the
 * later report is completed by the earlier.
 */
public final class OpenAiUsage {
  /** More than any context window by far; a number beyond it is not a count of tokens. */
  public static final long MAX_TOKENS = 1_000_000_000L;

  /** A charge beyond a million dollars is not one. */
  private static final BigDecimal MAX_USD = BigDecimal.valueOf(1_000_000);

  /** xAI's ticks: ten thousand millions are a dollar. */
  private static final int TICKS_OF_USD = 10;

  private static final JsonFactory JSON = new JsonFactory();
  private static final long ABSENT = -1;
  private static final long INVALID = -2;

  /** How an upstream counts reasoning and cached tokens. */
  public enum Counting {
    /** Cached tokens are part of the prompt, reasoning is part of the completion. */
    INCLUSIVE,
    /**
     * xAI's chat: reasoning comes on top of the completion, cached tokens may exceed the prompt.
     */
    REASONING_EXTRA
  }

  /** Where an upstream's usage tells what it charges for the call. */
  public enum Charge {
    /** Nowhere, or where it is not to be believed. */
    NONE,
    /**
     * OpenRouter: {@code cost}, in dollars; not where {@code is_byok} says that another account is
     * charged for the model.
     */
    USD,
    /** Perplexity: {@code cost.total_cost}, in dollars. */
    TOTAL,
    /** xAI: {@code cost_in_usd_ticks}, 10¹⁰ to the dollar. */
    TICKS
  }

  private final Counting counting;
  private final Charge charge;
  private @Nullable TokenUsage last;
  private boolean apart;
  private long charged = ABSENT;

  /**
   * Reads the reports of one answer.
   *
   * @param counting how its upstream counts
   * @param charge where its upstream tells the cost
   */
  public OpenAiUsage(Counting counting, Charge charge) {
    this.counting = counting;
    this.charge = charge;
  }

  /**
   * Reads the first {@code length} bytes of an array as one usage object.
   *
   * @return null if they are no report of tokens
   */
  public static @Nullable TokenUsage parse(byte[] json, int length, Counting counting) {
    return new OpenAiUsage(counting, Charge.NONE).take(json, length);
  }

  /**
   * Takes in a further report: the first {@code length} bytes of an array, one usage object.
   *
   * @return what is used by now; null if it is no report of tokens
   */
  public @Nullable TokenUsage take(byte[] json, int length) {
    Report report = new Report();
    charged = ABSENT;
    try (JsonParser parser = JSON.createParser(json, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      report.readTotals(parser);
      charged = report.charged(charge);
    } catch (IOException | ArithmeticException e) {
      return null; // A number can have an exponent that no arithmetic takes.
    }
    TokenUsage usage = report.normalised(counting);
    if (usage == null) {
      return null;
    }
    TokenUsage before = last;
    if (before != null && (report.tellsNoPrompt() || apart)) {
      usage = completed(report, usage, before);
    }
    apart |= report.isApart();
    last = usage;
    return usage;
  }

  /** What the last report says the call costs, in nano-dollars; -1 if nothing to be believed. */
  public long charged() {
    return charged;
  }

  /** Counts of the prompt as far as the later report has them, and the larger completion. */
  private static TokenUsage completed(Report report, TokenUsage later, TokenUsage earlier) {
    TokenUsage prompt = report.tellsNoPrompt() ? earlier : later;
    long output = Math.max(later.output(), earlier.output());
    return new TokenUsage(
        prompt.input(),
        prompt.cachedInput(),
        prompt.cacheWrite(),
        output,
        Math.max(later.reasoning(), earlier.reasoning()),
        prompt.cacheWriteLong(),
        prompt.audioInput(),
        Math.min(output, Math.max(later.audioOutput(), earlier.audioOutput())));
  }

  /** One usage object. */
  private static final class Report {
    private long prompt = ABSENT;
    private long completion = ABSENT;
    private long total = ABSENT;
    private long cached = ABSENT;
    private long cacheWrite = ABSENT;
    private long cacheWriteLong = ABSENT;
    private long reasoning = ABSENT;
    private long audioInput = ABSENT;
    private long audioOutput = ABSENT;

    /** Anthropic's counts, which do not overlap. */
    private long cacheReadApart = ABSENT;

    private long cacheWriteApart = ABSENT;
    private @Nullable BigDecimal cost;
    private @Nullable BigDecimal totalCost;
    private @Nullable BigDecimal ticks;
    private boolean anothersAccount;

    private void readTotals(JsonParser parser) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "prompt_tokens", "input_tokens" -> prompt = count(parser, value);
          case "completion_tokens", "output_tokens" -> completion = count(parser, value);
          case "total_tokens" -> total = count(parser, value);
          case "cached_tokens", "num_cached_tokens", "prompt_cache_hit_tokens" ->
              cached = Math.max(cached, detail(parser, value));
          case "reasoning_tokens" -> reasoning = Math.max(reasoning, detail(parser, value));
          case "cache_read_input_tokens" -> cacheReadApart = detail(parser, value);
          case "cache_creation_input_tokens" -> cacheWriteApart = detail(parser, value);
          case "prompt_tokens_details",
              "prompt_token_details",
              "input_tokens_details",
              "input_token_details",
              "completion_tokens_details",
              "output_tokens_details",
              "cache_creation" ->
              readDetails(
                  parser, value, name.startsWith("completion") || name.startsWith("output"));
          case "cost" -> readCost(parser, value);
          case "cost_in_usd_ticks" -> ticks = amount(parser, value);
          case "is_byok" -> anothersAccount = value == JsonToken.VALUE_TRUE;
          default -> parser.skipChildren();
        }
      }
    }

    private void readDetails(JsonParser parser, JsonToken object, boolean ofAnswer)
        throws IOException {
      if (object != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "cached_tokens" -> cached = Math.max(cached, detail(parser, value));
          case "cache_write_tokens" -> cacheWrite = Math.max(cacheWrite, detail(parser, value));
          case "reasoning_tokens", "thinking_tokens" ->
              reasoning = Math.max(reasoning, detail(parser, value));
          case "audio_tokens" -> {
            if (ofAnswer) {
              audioOutput = Math.max(audioOutput, detail(parser, value));
            } else {
              audioInput = Math.max(audioInput, detail(parser, value));
            }
          }
          case "cache_write_tokens_details" -> readDetails(parser, value, ofAnswer);
          case "ttl_12h_tokens", "ephemeral_1h_input_tokens" ->
              cacheWriteLong = Math.max(cacheWriteLong, detail(parser, value));
          default -> parser.skipChildren();
        }
      }
    }

    private void readCost(JsonParser parser, JsonToken value) throws IOException {
      if (value != JsonToken.START_OBJECT) {
        cost = amount(parser, value);
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean whole = parser.currentName().equals("total_cost");
        JsonToken inner = parser.nextToken();
        if (whole) {
          totalCost = amount(parser, inner);
        } else {
          parser.skipChildren();
        }
      }
    }

    private static @Nullable BigDecimal amount(JsonParser parser, JsonToken value)
        throws IOException {
      if (!value.isNumeric()) {
        parser.skipChildren();
        return null;
      }
      return parser.getDecimalValue();
    }

    long charged(Charge charge) {
      BigDecimal usd =
          switch (charge) {
            case NONE -> null;
            case USD -> anothersAccount ? null : cost;
            case TOTAL -> totalCost;
            case TICKS -> ticks == null ? null : ticks.movePointLeft(TICKS_OF_USD);
          };
      // Of a number with an extreme exponent only the sign and the size may be asked.
      if (usd == null || usd.signum() < 0 || usd.compareTo(MAX_USD) > 0) {
        return ABSENT;
      }
      return Money.usd(usd.round(new java.math.MathContext(20, RoundingMode.UP))).nanos();
    }

    boolean tellsNoPrompt() {
      return prompt == ABSENT;
    }

    boolean isApart() {
      return cacheReadApart >= 0 || cacheWriteApart >= 0;
    }

    private static long detail(JsonParser parser, JsonToken value) throws IOException {
      return Math.max(ABSENT, count(parser, value));
    }

    private static long count(JsonParser parser, JsonToken value) throws IOException {
      if (value == JsonToken.VALUE_NULL) {
        return ABSENT;
      }
      if (value == JsonToken.VALUE_NUMBER_INT) {
        return switch (parser.getNumberType()) {
          case INT, LONG -> inRange(parser.getLongValue());
          default -> INVALID;
        };
      }
      if (value == JsonToken.VALUE_NUMBER_FLOAT) {
        // Some servers write whole numbers with a fraction. Never expand an exponent to find out.
        BigDecimal number = parser.getDecimalValue();
        return number.scale() <= 20
                && number.scale() >= -20
                && number.stripTrailingZeros().scale() <= 0
            ? inRange(number.longValue())
            : INVALID;
      }
      parser.skipChildren();
      return INVALID;
    }

    private static long inRange(long value) {
      return value < 0 || value > MAX_TOKENS ? INVALID : value;
    }

    @Nullable TokenUsage normalised(Counting counting) {
      if (prompt == INVALID || completion == INVALID) {
        return null;
      }
      if (prompt == ABSENT && completion == ABSENT) {
        return total >= 0 ? TokenUsage.of(total, 0) : null;
      }
      long in = Math.max(0, prompt);
      long out = Math.max(0, completion);
      long thought = Math.max(0, reasoning);
      if (isApart()) {
        long written = Math.max(0, cacheWriteApart);
        return new TokenUsage(
            in,
            Math.max(0, cacheReadApart),
            written,
            out,
            Math.min(thought, out),
            Math.clamp(cacheWriteLong, 0, written),
            0,
            0);
      }
      long fromCache = Math.max(0, cached);
      long toCache = Math.max(0, cacheWrite);
      if (counting == Counting.REASONING_EXTRA) {
        boolean insideAfterAll = total >= 0 && total == in + out && thought <= out;
        out = insideAfterAll ? out : out + thought;
        in = fromCache > in ? in + fromCache : in;
      }
      fromCache = Math.min(fromCache, in);
      toCache = Math.min(toCache, in - fromCache);
      long uncached = in - fromCache - toCache;
      return new TokenUsage(
          uncached,
          fromCache,
          toCache,
          out,
          Math.min(thought, out),
          Math.clamp(cacheWriteLong, 0, toCache),
          Math.clamp(audioInput, 0, uncached),
          Math.clamp(audioOutput, 0, out));
    }
  }
}
