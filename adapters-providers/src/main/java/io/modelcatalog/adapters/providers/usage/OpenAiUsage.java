package io.modelcatalog.adapters.providers.usage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.modelcatalog.domain.usage.TokenUsage;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Reads a usage object of the OpenAI family and normalises it: upstreams differ in whether cached
 * tokens are part of the prompt and reasoning part of the completion.
 *
 * <p>The numbers come from outside and decide what is charged, so a total that is negative, not
 * whole, not a number, or beyond {@value #MAX_TOKENS} makes the whole report void, and a detail
 * that cannot be is left out or cut to what it is a part of. An explicit zero is a report.
 */
public final class OpenAiUsage {
  /** More than any context window by far; a number beyond it is not a count of tokens. */
  public static final long MAX_TOKENS = 1_000_000_000L;

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

  private long prompt = ABSENT;
  private long completion = ABSENT;
  private long total = ABSENT;
  private long cached = ABSENT;
  private long cacheWrite = ABSENT;
  private long reasoning = ABSENT;

  private OpenAiUsage() {}

  /**
   * Reads the first {@code length} bytes of an array as one usage object.
   *
   * @return null if they are no report of tokens
   */
  public static @Nullable TokenUsage parse(byte[] json, int length, Counting counting) {
    OpenAiUsage usage = new OpenAiUsage();
    try (JsonParser parser = JSON.createParser(json, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      usage.readTotals(parser);
    } catch (IOException e) {
      return null;
    }
    return usage.normalised(counting);
  }

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
        case "prompt_tokens_details", "prompt_token_details", "input_tokens_details" ->
            readDetails(parser, value);
        case "completion_tokens_details", "output_tokens_details" -> readDetails(parser, value);
        default -> parser.skipChildren();
      }
    }
  }

  private void readDetails(JsonParser parser, JsonToken object) throws IOException {
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
        case "reasoning_tokens" -> reasoning = Math.max(reasoning, detail(parser, value));
        default -> parser.skipChildren();
      }
    }
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

  private @Nullable TokenUsage normalised(Counting counting) {
    if (prompt == INVALID || completion == INVALID) {
      return null;
    }
    if (prompt == ABSENT && completion == ABSENT) {
      return total >= 0 ? TokenUsage.of(total, 0) : null;
    }
    long in = Math.max(0, prompt);
    long out = Math.max(0, completion);
    long thought = Math.max(0, reasoning);
    long fromCache = Math.max(0, cached);
    long toCache = Math.max(0, cacheWrite);
    if (counting == Counting.REASONING_EXTRA) {
      boolean insideAfterAll = total >= 0 && total == in + out && thought <= out;
      out = insideAfterAll ? out : out + thought;
      in = fromCache > in ? in + fromCache : in;
    }
    fromCache = Math.min(fromCache, in);
    toCache = Math.min(toCache, in - fromCache);
    return new TokenUsage(
        in - fromCache - toCache, fromCache, toCache, out, Math.min(thought, out));
  }
}
