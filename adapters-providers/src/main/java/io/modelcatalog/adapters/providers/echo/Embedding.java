package io.modelcatalog.adapters.providers.echo;

import io.modelcatalog.domain.usage.TokenUsage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Embeddings without a model: each word of a text adds to a few places of the vector, chosen by the
 * word. So equal texts have equal vectors, and texts that share words are near each other.
 */
final class Embedding {
  private static final long MOST_DIMENSIONS = 3072;
  private static final long USUAL_DIMENSIONS = 256;
  private static final int MOST_INPUTS = 2048;
  private static final int MOST_TOKENS = 8192;
  private static final int MOST_TOKENS_TOGETHER = 300_000;

  /** Numbers in one answer, so that a short request cannot ask for a huge one. */
  private static final long MOST_NUMBERS = 1 << 20;

  private static final int PLACES_OF_A_WORD = 8;

  private Embedding() {}

  /**
   * One thing to embed.
   *
   * @param words its words, or the ids of its tokens: a token each
   */
  private record Input(List<String> words) {}

  /** Answers {@code /embeddings}. */
  static Script answer(Body body, Reply.Asked asked, EchoModel.Kind kind) throws Refused {
    List<Input> inputs = inputs(body);
    int dimensions = (int) body.count("dimensions", 1, MOST_DIMENSIONS, USUAL_DIMENSIONS);
    if ((long) inputs.size() * dimensions > MOST_NUMBERS) {
      throw Refused.rule(
          "input", "Invalid 'input': inputs × dimensions may be at most " + MOST_NUMBERS + ".");
    }
    boolean base64 = base64(body);
    long tokens = inputs.stream().mapToLong(input -> input.words().size()).sum();
    if (tokens > MOST_TOKENS_TOGETHER) {
      throw Refused.rule(
          "input", "Invalid 'input': at most " + MOST_TOKENS_TOGETHER + " tokens in a request.");
    }
    byte[] answer =
        Json.bytes(
            out -> {
              out.writeStartObject();
              out.writeStringField("object", "list");
              out.writeArrayFieldStart("data");
              for (int i = 0; i < inputs.size(); i++) {
                float[] vector = vector(inputs.get(i).words(), dimensions);
                out.writeStartObject();
                out.writeStringField("object", "embedding");
                out.writeNumberField("index", i);
                if (base64) {
                  out.writeStringField("embedding", base64(vector));
                } else {
                  out.writeArrayFieldStart("embedding");
                  for (float number : vector) {
                    out.writeNumber(number);
                  }
                  out.writeEndArray();
                }
                out.writeEndObject();
              }
              out.writeEndArray();
              out.writeStringField("model", asked.model());
              out.writeObjectFieldStart("usage");
              out.writeNumberField("prompt_tokens", tokens);
              out.writeNumberField("total_tokens", tokens);
              out.writeEndObject();
              out.writeEndObject();
            });
    return Script.whole(answer, TokenUsage.of(tokens, 0), 0, kind == EchoModel.Kind.CUT);
  }

  private static boolean base64(Body body) throws Refused {
    String format = body.text("encoding_format");
    return switch (format) {
      case null -> false;
      case "float" -> false;
      case "base64" -> true;
      default ->
          throw Refused.rule(
              "encoding_format", "Invalid 'encoding_format': expected 'float' or 'base64'.");
    };
  }

  private static List<Input> inputs(Body body) throws Refused {
    List<Input> inputs = new ArrayList<>();
    switch (body.get("input")) {
      case null -> throw Refused.missing("input");
      case Json.Text(String text) -> inputs.add(input("input", text));
      case Json.Arr(List<Json> items) -> {
        if (!items.isEmpty() && items.getFirst() instanceof Json.Num) {
          inputs.add(tokens("input", items));
          break;
        }
        if (items.isEmpty() || items.size() > MOST_INPUTS) {
          throw Refused.rule("input", "Invalid 'input': expected 1 to " + MOST_INPUTS + " inputs.");
        }
        for (int i = 0; i < items.size(); i++) {
          inputs.add(item("input[" + i + "]", items.get(i)));
        }
      }
      default -> throw Refused.type("input", "a string or an array");
    }
    return inputs;
  }

  private static Input item(String place, Json item) throws Refused {
    return switch (item) {
      case Json.Text(String text) -> input(place, text);
      case Json.Arr(List<Json> ids) -> tokens(place, ids);
      default -> throw Refused.type(place, "a string or an array of token ids");
    };
  }

  private static Input input(String place, String text) throws Refused {
    Pieces pieces = new Pieces(text, true);
    List<String> words = new ArrayList<>();
    for (int at = 0, end; at < text.length() && words.size() <= MOST_TOKENS; at = end) {
      end = pieces.end(at);
      words.add(text.substring(at, end).strip().toLowerCase(Locale.ROOT));
    }
    return checked(place, words);
  }

  private static Input tokens(String place, List<Json> ids) throws Refused {
    List<String> words = new ArrayList<>();
    for (Json id : ids) {
      if (!(id instanceof Json.Num(String digits)) || !digits.matches("\\d{1,9}")) {
        throw Refused.type(place, "an array of token ids");
      }
      words.add(digits);
    }
    return checked(place, words);
  }

  private static Input checked(String place, List<String> words) throws Refused {
    if (words.isEmpty()) {
      throw Refused.rule(place, "Invalid '" + place + "': it may not be empty.");
    }
    if (words.size() > MOST_TOKENS) {
      throw Refused.rule(
          place, "Invalid '" + place + "': at most " + MOST_TOKENS + " tokens, a word each.");
    }
    return new Input(words);
  }

  /** A vector of length 1. */
  private static float[] vector(List<String> words, int dimensions) {
    double[] sums = new double[dimensions];
    for (String word : words) {
      long seed = 0xcbf29ce484222325L;
      for (int i = 0; i < word.length(); i++) {
        seed = (seed ^ word.charAt(i)) * 0x100000001b3L;
      }
      for (int i = 0; i < PLACES_OF_A_WORD; i++) {
        seed += 0x9e3779b97f4a7c15L;
        long mixed = mix(seed);
        int place = (int) Long.remainderUnsigned(mixed >>> 1, dimensions);
        sums[place] += (mixed & 1) == 0 ? 1 : -1;
      }
    }
    double square = 0;
    for (double sum : sums) {
      square += sum * sum;
    }
    float[] vector = new float[dimensions];
    if (square == 0) {
      // The words took each other out.
      vector[0] = 1;
      return vector;
    }
    double length = Math.sqrt(square);
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (sums[i] / length);
    }
    return vector;
  }

  /** Spreads a seed over all bits (the finisher of SplitMix64). */
  private static long mix(long seed) {
    long mixed = (seed ^ (seed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /** Little-endian 32-bit floats, as OpenAI sends them. */
  private static String base64(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
