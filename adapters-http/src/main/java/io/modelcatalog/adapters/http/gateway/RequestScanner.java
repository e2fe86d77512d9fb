package io.modelcatalog.adapters.http.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.BodyOutline.Span;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.domain.shared.Result;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON request body once, without building a tree: whether it is well-formed, what the
 * gateway must know of it, and where that stands in bytes.
 */
final class RequestScanner {
  /**
   * Most prompt tokens one picture has been seen to cost: OpenAI's small models count a large one
   * at about 37,000.
   */
  static final long TOKENS_PER_IMAGE = 40_000;

  /** Prompt tokens a document or conversation kept at the upstream may add: beyond any context. */
  static final long TOKENS_PER_REFERENCE = 2_000_000;

  /**
   * Prompt tokens a server may add of its own: templates with a standing introduction, such as the
   * about 70 tokens that go before the shortest chat with OpenAI's open models.
   */
  static final long TOKENS_OF_TEMPLATE = 256;

  /** Prompt tokens a server may add to explain tools to a model; Claude's are about 800. */
  static final long TOKENS_OF_TOOLS = 1_024;

  private static final int NULL_LENGTH = 4;
  private static final int MOST_CHOICES = 1_000;
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxNumberLength(100)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** The members that mean something here. */
  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "stream",
          "stream_options",
          "max_tokens",
          "max_completion_tokens",
          "max_output_tokens",
          "n",
          "best_of",
          "prompt",
          "previous_response_id",
          "conversation",
          "prompt_id",
          "input",
          "documents",
          "tools",
          "functions",
          "max_tool_calls",
          "web_search_options",
          "service_tier",
          "speed",
          "inference_geo",
          "modalities",
          "audio",
          "prediction",
          "models",
          "plugins",
          "search_parameters",
          "search_settings",
          "compound_custom",
          "size",
          "partial_images");

  /** Tools that the client runs itself; any other makes the upstream do more than answer. */
  private static final Set<String> CLIENTS_TOOLS =
      Set.of(
          "function", "custom", "computer_use_preview", "computer", "local_shell", "apply_patch");

  /** Sizes of pictures that price lists name. */
  private static final Set<String> LISTED_SIZES =
      Set.of(
          "auto",
          "256x256",
          "512x512",
          "1024x1024",
          "1024x1536",
          "1536x1024",
          "1024x1792",
          "1792x1024");

  /** Service tiers that cost what the price list says, or less. */
  private static final Set<String> ORDINARY_TIERS =
      Set.of("auto", "default", "standard", "standard_only", "on_demand", "flex", "batch");

  private final byte[] body;
  private final Operation operation;
  private final Set<String> names = new HashSet<>();
  private @Nullable String model;
  private Span modelAt = Span.NONE;
  private boolean stream;
  private Span streamOptionsAt = Span.NONE;
  private boolean includesUsage;
  private long outputCap = -1;
  private final Map<String, Span> capsAt = new HashMap<>(2);
  private long choices = 1;
  private long prompts = 1;
  private long beyondText;
  private boolean sound;
  private boolean soundAsked;
  private boolean guesses;
  private long characters;
  private int documents;
  private boolean searches;
  private boolean searchesOnce;
  private long toolCalls = -1;
  private @Nullable String unbounded;

  private RequestScanner(byte[] body, Operation operation) {
    this.body = body;
    this.operation = operation;
  }

  /**
   * Why a body cannot be used.
   *
   * @param field the field at fault; null if it is the body as a whole
   * @param rule what is expected
   */
  record Fault(@Nullable String field, String rule) {}

  /**
   * Scans a body.
   *
   * @param operation what is asked for: it decides which members cap the answer
   */
  static Result<BodyOutline, Fault> scan(byte[] body, Operation operation) {
    return new RequestScanner(body, operation).scan();
  }

  /** Whether a body begins as a JSON object does, whatever it is said to be. */
  static boolean looksLikeObject(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return b == '{';
      }
    }
    return false;
  }

  private Result<BodyOutline, Fault> scan() {
    if (body.length >= 2 && (body[0] == 0 || body[1] == 0 || (body[0] & 0xff) >= 0xef)) {
      return fault(null, "expected UTF-8 without a byte order mark");
    }
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return fault(null, "expected a JSON object");
      }
      int firstMember = (int) parser.currentLocation().getByteOffset();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (!names.add(name)) {
          return fault(name, "given twice");
        }
        if (looksKnown(name)) {
          return fault(name, "expected in lower case");
        }
        parser.nextToken();
        String rule = member(name, parser);
        if (rule != null) {
          return fault(name, rule);
        }
      }
      if (parser.nextToken() != null) {
        return fault(null, "expected nothing after the JSON object");
      }
      return Result.ok(
          new BodyOutline(
              firstMember,
              names.isEmpty(),
              model,
              modelAt,
              stream,
              streamOptionsAt,
              includesUsage,
              outputCap,
              capsAt,
              (int) Math.min(Integer.MAX_VALUE, choices * prompts),
              textBytes(),
              contents()));
    } catch (JsonProcessingException malformed) {
      JsonLocation where = malformed.getLocation();
      return fault(
          null,
          where == null
              ? "JSON nested too deeply, or with an overlong number or name"
              : "not well-formed JSON (line "
                  + where.getLineNr()
                  + ", column "
                  + where.getColumnNr()
                  + ")");
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory", impossible);
    }
  }

  private long textBytes() {
    boolean template = operation.outputCapField() != null;
    return body.length + beyondText + (template ? TOKENS_OF_TEMPLATE : 0);
  }

  private BodyOutline.Contents contents() {
    if (!sound
        && !soundAsked
        && !guesses
        && characters == 0
        && documents == 0
        && !searches
        && !searchesOnce
        && unbounded == null) {
      return BodyOutline.Contents.TEXT;
    }
    long most = 0;
    if (searches) {
      most = toolCalls < 0 ? BodyOutline.Contents.UNCOUNTED : toolCalls;
    }
    if (searchesOnce && most >= 0) {
      most++;
    }
    return new BodyOutline.Contents(
        sound, soundAsked, guesses ? body.length : 0, characters, documents, most, unbounded);
  }

  /**
   * Whether a name differs from a known one by letter case alone. Servers written in Go match names
   * whatever their case, so to them it would be the known one, given twice or unseen here.
   */
  private static boolean looksKnown(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c >= 'A' && c <= 'Z') || c > 0x7f) {
        // Up and down again folds letters such as the long s and the Kelvin sign too.
        return KNOWN.contains(name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
      }
    }
    return false;
  }

  /**
   * Takes in one member; its value's first token is current. Answers the rule it breaks, or null.
   */
  private @Nullable String member(String name, JsonParser parser) throws IOException {
    return switch (name) {
      case "model" -> model(parser);
      case "stream" -> stream(parser);
      case "stream_options" -> streamOptions(parser);
      case "max_tokens", "max_completion_tokens", "max_output_tokens" -> {
        if (caps(name)) {
          yield outputCap(name, parser);
        }
        skip(parser);
        yield null;
      }
      case "n", "best_of" -> choices(parser);
      case "prompt" -> {
        prompts(parser);
        yield null;
      }
      case "previous_response_id", "conversation", "prompt_id" -> {
        if (given(parser)) {
          beyondText += TOKENS_PER_REFERENCE;
          sound = true;
        }
        parser.skipChildren();
        yield null;
      }
      case "input" -> {
        if (operation == Operation.SPEECH && parser.currentToken() == JsonToken.VALUE_STRING) {
          characters = parser.getTextLength();
        }
        skip(parser);
        yield null;
      }
      case "documents" -> {
        if (operation == Operation.RERANK) {
          documents(parser);
        } else {
          skip(parser);
        }
        yield null;
      }
      case "tools", "functions" -> {
        tools(parser);
        yield null;
      }
      case "max_tool_calls" -> toolCalls(parser);
      case "web_search_options" -> {
        searchesOnce |= given(parser);
        skip(parser);
        yield null;
      }
      case "modalities", "audio" -> {
        soundAsked |= given(parser);
        skip(parser);
        yield null;
      }
      case "prediction" -> {
        guesses |= given(parser);
        skip(parser);
        yield null;
      }
      case "service_tier" -> {
        beyondPriceList(name, given(parser) && !isOneOf(ORDINARY_TIERS, parser));
        skip(parser);
        yield null;
      }
      case "speed",
          "inference_geo",
          "models",
          "plugins",
          "search_parameters",
          "search_settings",
          "compound_custom" -> {
        beyondPriceList(name, given(parser));
        skip(parser);
        yield null;
      }
      case "size" -> {
        beyondPriceList(
            name, operation == Operation.IMAGES && given(parser) && !isOneOf(LISTED_SIZES, parser));
        skip(parser);
        yield null;
      }
      case "partial_images" -> {
        beyondPriceList(name, operation == Operation.IMAGES && given(parser));
        skip(parser);
        yield null;
      }
      default -> {
        skip(parser);
        yield null;
      }
    };
  }

  private static boolean given(JsonParser parser) {
    return parser.currentToken() != JsonToken.VALUE_NULL;
  }

  private static boolean isOneOf(Set<String> texts, JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING && texts.contains(parser.getText());
  }

  /** Notes the first member that asks for something whose price no list tells. */
  private void beyondPriceList(String name, boolean asked) {
    if (asked && unbounded == null && operation != Operation.PASS_THROUGH) {
      unbounded = name;
    }
  }

  private void documents(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      skip(parser);
      return;
    }
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      documents++;
      skip(parser);
    }
  }

  /**
   * Tools that the upstream runs may cost fees and prompt tokens without end: of those only the
   * search of the web has a price we know, and only if the client bounds the number of its calls.
   */
  private void tools(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      if (given(parser)) {
        beyondText += TOKENS_OF_TOOLS;
      }
      skip(parser);
      return;
    }
    boolean first = true;
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (first) {
        beyondText += TOKENS_OF_TOOLS;
        first = false;
      }
      if (token == JsonToken.START_OBJECT) {
        tool(parser);
      } else {
        skip(parser);
      }
    }
  }

  private void tool(JsonParser parser) throws IOException {
    String type = null;
    boolean clients = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equalsIgnoreCase("type")) {
        // Of several the one that is not the client's counts: an upstream may go by any of them.
        if (type == null || CLIENTS_TOOLS.contains(type)) {
          type = value == JsonToken.VALUE_STRING ? parser.getText() : "";
        }
      } else if (name.equals("function") || name.equals("name")) {
        clients = true; // As in the older "functions", and in Anthropic's manner.
      }
      skip(parser);
    }
    if (type == null ? clients : CLIENTS_TOOLS.contains(type)) {
      return;
    }
    if (type != null && type.startsWith("web_search")) {
      searches = true;
    } else {
      beyondPriceList("tools: a tool that the upstream runs", true);
    }
  }

  private @Nullable String toolCalls(JsonParser parser) throws IOException {
    if (operation != Operation.RESPONSES || !given(parser)) {
      skip(parser);
      return null;
    }
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      return "expected a whole number";
    }
    toolCalls = wholeNumber(parser);
    return toolCalls < 0 || toolCalls > MOST_CHOICES ? "expected 0 to " + MOST_CHOICES : null;
  }

  private @Nullable String model(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return "expected a string";
    }
    int start = (int) parser.currentTokenLocation().getByteOffset();
    String text = parser.getText();
    if (hasHalfCharacter(text)) {
      return "expected whole characters, no halves of surrogate pairs";
    }
    model = text;
    parser.finishToken();
    modelAt = new Span(start, (int) parser.currentLocation().getByteOffset());
    return null;
  }

  private static boolean hasHalfCharacter(String text) {
    for (int i = 0; i < text.length(); i++) {
      int codePoint = text.codePointAt(i);
      if (codePoint > 0xffff) {
        i++;
      } else if (Character.isSurrogate((char) codePoint)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable String stream(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE
        && token != JsonToken.VALUE_FALSE
        && token != JsonToken.VALUE_NULL) {
      return "expected true or false";
    }
    stream = token == JsonToken.VALUE_TRUE;
    return null;
  }

  private @Nullable String streamOptions(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT
        && parser.currentToken() != JsonToken.VALUE_NULL) {
      return "expected an object";
    }
    int start = (int) parser.currentTokenLocation().getByteOffset();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean usage = parser.currentName().equals("include_usage");
        JsonToken value = parser.nextToken();
        if (usage) {
          includesUsage = value == JsonToken.VALUE_TRUE;
        }
        parser.skipChildren();
      }
    } else {
      parser.finishToken();
    }
    streamOptionsAt = new Span(start, (int) parser.currentLocation().getByteOffset());
    return null;
  }

  /**
   * Whether a field caps this operation's answers. One that does not is ignored by lenient servers,
   * so it must not lower the bound.
   */
  private boolean caps(String field) {
    return switch (operation) {
      case CHAT_COMPLETIONS -> !field.equals("max_output_tokens");
      case COMPLETIONS -> field.equals("max_tokens");
      case RESPONSES -> field.equals("max_output_tokens");
      case EMBEDDINGS, IMAGES, SPEECH, RERANK, MODERATIONS, PASS_THROUGH -> false;
    };
  }

  private @Nullable String outputCap(String name, JsonParser parser) throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      capsAt.put(name, new Span(start, start + NULL_LENGTH));
      return null;
    }
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      return "expected a whole number";
    }
    long cap = wholeNumber(parser);
    // Some servers take 0 for no cap at all. Text completions use it to echo a prompt.
    int least = operation == Operation.COMPLETIONS ? 0 : 1;
    if (cap < least || cap > Integer.MAX_VALUE) {
      return "expected " + least + " to " + Integer.MAX_VALUE;
    }
    capsAt.put(name, new Span(start, start + parser.getTextLength()));
    // Of several caps the largest bounds the answer, whichever of them the upstream goes by.
    outputCap = Math.max(outputCap, cap);
    return null;
  }

  private @Nullable String choices(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      return "expected a whole number";
    }
    long asked = wholeNumber(parser);
    if (asked < 1 || asked > MOST_CHOICES) {
      return "expected 1 to " + MOST_CHOICES;
    }
    choices = Math.max(choices, asked);
    return null;
  }

  /** A list of prompts is answered one by one, each with all choices; a list of numbers is one. */
  private void prompts(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        // A prompt kept at the upstream.
        beyondText += TOKENS_PER_REFERENCE;
      }
      skip(parser);
      return;
    }
    long listed = 0;
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (!token.isNumeric()) {
        listed++;
      }
      skip(parser);
    }
    prompts = Math.max(1, listed);
  }

  private static long wholeNumber(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? -1 : parser.getLongValue();
  }

  /** Passes over a value, counting what costs more prompt tokens than it has bytes. */
  private void skip(JsonParser parser) throws IOException {
    if (!parser.currentToken().isStructStart()) {
      return;
    }
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return;
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.FIELD_NAME) {
        switch (parser.currentName()) {
          case "image_url" -> beyondText += TOKENS_PER_IMAGE;
          case "input_audio" -> sound = true;
          case "file_id", "file_url", "file_data", "video_url", "audio_url" -> {
            beyondText += TOKENS_PER_REFERENCE;
            sound = true;
          }
          default -> {}
        }
      }
    }
  }

  private static Result<BodyOutline, Fault> fault(@Nullable String field, String rule) {
    return Result.err(new Fault(field, rule));
  }
}
