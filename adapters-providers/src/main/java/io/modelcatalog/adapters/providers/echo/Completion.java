package io.modelcatalog.adapters.providers.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chat completions and text completions, whose answers differ in the shape of a choice only. */
final class Completion {
  private static final long MOST_CHOICES = 128;

  private Completion() {}

  /** Answers {@code /chat/completions}. */
  static Script chat(Body body, Reply.Asked asked, EchoModel.Kind kind, long cap) throws Refused {
    Conversation conversation = Conversation.ofChat(body);
    OfferedTool tool = kind == EchoModel.Kind.TOOLS ? OfferedTool.chosen(body, true) : null;
    Reply reply = Reply.to(conversation, tool, cap(body, cap), asked, choices(body), kind);
    return answer(body, reply, new Chat());
  }

  /** Answers {@code /completions}. */
  static Script text(Body body, Reply.Asked asked, EchoModel.Kind kind, long cap) throws Refused {
    String prompt =
        switch (body.get("prompt")) {
          case null -> throw Refused.missing("prompt");
          case Json.Text(String text) -> text;
          case Json.Arr(List<Json> prompts)
              when prompts.size() == 1 && prompts.getFirst() instanceof Json.Text(String text) ->
              text;
          case Json.Arr _ ->
              throw Refused.rule(
                  "prompt", "Invalid 'prompt': echo takes one prompt in a request, as text.");
          default -> throw Refused.type("prompt", "a string");
        };
    Pieces pieces = new Pieces(prompt, true);
    return answer(
        body,
        Reply.within(cap(body, cap), asked, null, pieces, choices(body), pieces.count(), kind),
        new Text());
  }

  /** The smallest of the caps that the client and the gateway put on an answer's tokens. */
  static long cap(Body body, long gatewayCap) throws Refused {
    long cap = gatewayCap < 0 ? Long.MAX_VALUE : gatewayCap;
    for (String name : List.of("max_tokens", "max_completion_tokens", "max_output_tokens")) {
      cap = Math.min(cap, body.count(name, 1, Long.MAX_VALUE, Long.MAX_VALUE));
    }
    return cap;
  }

  private static int choices(Body body) throws Refused {
    return (int) body.count("n", 1, MOST_CHOICES, 1);
  }

  private static Script answer(Body body, Reply reply, Shape shape) throws Refused {
    boolean stream = body.flag("stream");
    Body options = body.object("stream_options");
    if (options != null && !stream) {
      throw Refused.rule(
          "stream_options",
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
    if (stream) {
      return new Chunks(reply, shape, options != null && options.flag("include_usage"));
    }
    return Script.whole(
        Json.bytes(out -> whole(out, reply, shape)),
        reply.usage(),
        reply.wholeMillis(),
        reply.breaks());
  }

  private static void whole(JsonGenerator out, Reply reply, Shape shape) throws IOException {
    out.writeStartObject();
    shape.head(out, reply, false);
    out.writeArrayFieldStart("choices");
    for (int choice = 0; choice < reply.choices(); choice++) {
      out.writeStartObject();
      out.writeNumberField("index", choice);
      shape.whole(out, reply, choice);
      out.writeNullField("logprobs");
      out.writeStringField("finish_reason", reply.finish());
      out.writeEndObject();
    }
    out.writeEndArray();
    usage(out, reply);
    shape.foot(out);
    out.writeEndObject();
  }

  private static void usage(JsonGenerator out, Reply reply) throws IOException {
    out.writeObjectFieldStart("usage");
    out.writeNumberField("prompt_tokens", reply.promptTokens());
    out.writeNumberField("completion_tokens", reply.outputTokens());
    out.writeNumberField("total_tokens", reply.promptTokens() + reply.outputTokens());
    out.writeObjectFieldStart("prompt_tokens_details");
    out.writeNumberField("cached_tokens", 0);
    out.writeNumberField("audio_tokens", 0);
    out.writeEndObject();
    out.writeObjectFieldStart("completion_tokens_details");
    out.writeNumberField("reasoning_tokens", 0);
    out.writeNumberField("audio_tokens", 0);
    out.writeNumberField("accepted_prediction_tokens", 0);
    out.writeNumberField("rejected_prediction_tokens", 0);
    out.writeEndObject();
    out.writeEndObject();
  }

  /** What differs between the two kinds of completion. */
  private interface Shape {
    /** The members before the choices. */
    void head(JsonGenerator out, Reply reply, boolean chunk) throws IOException;

    /** The members of a choice that hold a whole reply. */
    void whole(JsonGenerator out, Reply reply, int choice) throws IOException;

    /** Whether a stream begins with a chunk for each choice. */
    boolean opens();

    /** The members of a streamed choice: of its first chunk, of one with a piece, of its last. */
    void part(JsonGenerator out, Reply reply, int choice, Part part, String piece)
        throws IOException;

    /** The members after the usage. */
    void foot(JsonGenerator out) throws IOException;
  }

  private enum Part {
    OPENING,
    CALL,
    PIECE,
    END
  }

  private static final class Chat implements Shape {
    @Override
    public void head(JsonGenerator out, Reply reply, boolean chunk) throws IOException {
      out.writeStringField("id", "chatcmpl-echo-" + reply.id());
      out.writeStringField("object", chunk ? "chat.completion.chunk" : "chat.completion");
      out.writeNumberField("created", reply.created());
      out.writeStringField("model", reply.model());
    }

    @Override
    public void whole(JsonGenerator out, Reply reply, int choice) throws IOException {
      out.writeObjectFieldStart("message");
      out.writeStringField("role", "assistant");
      out.writeStringField("content", reply.tool() == null ? reply.text() : null);
      if (reply.tool() != null) {
        out.writeArrayFieldStart("tool_calls");
        out.writeStartObject();
        call(out, reply, reply.tool(), choice, reply.text());
        out.writeEndObject();
        out.writeEndArray();
      }
      out.writeNullField("refusal");
      out.writeArrayFieldStart("annotations");
      out.writeEndArray();
      out.writeEndObject();
    }

    private static void call(
        JsonGenerator out, Reply reply, String tool, int choice, String arguments)
        throws IOException {
      out.writeStringField("id", "call_echo_" + reply.id() + "_" + choice);
      out.writeStringField("type", "function");
      out.writeObjectFieldStart("function");
      out.writeStringField("name", tool);
      out.writeStringField("arguments", arguments);
      out.writeEndObject();
    }

    @Override
    public boolean opens() {
      return true;
    }

    @Override
    public void part(JsonGenerator out, Reply reply, int choice, Part part, String piece)
        throws IOException {
      out.writeObjectFieldStart("delta");
      switch (part) {
        case OPENING -> {
          out.writeStringField("role", "assistant");
          out.writeStringField("content", reply.tool() == null ? "" : null);
          out.writeNullField("refusal");
        }
        case CALL, PIECE -> delta(out, reply, choice, part, piece);
        case END -> {
          // The last chunk of a choice says nothing but why it ends.
        }
      }
      out.writeEndObject();
    }

    private static void delta(JsonGenerator out, Reply reply, int choice, Part part, String piece)
        throws IOException {
      if (reply.tool() == null) {
        out.writeStringField("content", piece);
        return;
      }
      out.writeArrayFieldStart("tool_calls");
      out.writeStartObject();
      out.writeNumberField("index", 0);
      if (part == Part.CALL) {
        call(out, reply, reply.tool(), choice, "");
      } else {
        out.writeObjectFieldStart("function");
        out.writeStringField("arguments", piece);
        out.writeEndObject();
      }
      out.writeEndObject();
      out.writeEndArray();
    }

    @Override
    public void foot(JsonGenerator out) throws IOException {
      out.writeStringField("service_tier", "default");
      out.writeStringField("system_fingerprint", "fp_echo");
    }
  }

  private static final class Text implements Shape {
    @Override
    public void head(JsonGenerator out, Reply reply, boolean chunk) throws IOException {
      out.writeStringField("id", "cmpl-echo-" + reply.id());
      out.writeStringField("object", "text_completion");
      out.writeNumberField("created", reply.created());
      out.writeStringField("model", reply.model());
    }

    @Override
    public void whole(JsonGenerator out, Reply reply, int choice) throws IOException {
      out.writeStringField("text", reply.text());
    }

    @Override
    public boolean opens() {
      return false;
    }

    @Override
    public void part(JsonGenerator out, Reply reply, int choice, Part part, String piece)
        throws IOException {
      out.writeStringField("text", piece);
    }

    @Override
    public void foot(JsonGenerator out) throws IOException {
      out.writeStringField("system_fingerprint", "fp_echo");
    }
  }

  /** A reply as server-sent chunks. */
  private static final class Chunks extends StreamedReply {
    private final Reply reply;
    private final Shape shape;
    private final boolean includeUsage;

    Chunks(Reply reply, Shape shape, boolean includeUsage) {
      super(reply);
      this.reply = reply;
      this.shape = shape;
      this.includeUsage = includeUsage;
    }

    @Override
    void begin() {
      if (shape.opens()) {
        forEachChoice(Part.OPENING, "", null);
      }
      if (reply.tool() != null) {
        forEachChoice(Part.CALL, "", null);
      }
    }

    @Override
    void piece(String text) {
      forEachChoice(Part.PIECE, text, null);
    }

    @Override
    void finish() {
      forEachChoice(Part.END, "", reply.finish());
      add(new Step.Used(reply.usage()));
      if (includeUsage) {
        bytes(
            Json.event(
                out -> {
                  out.writeStartObject();
                  shape.head(out, reply, true);
                  out.writeArrayFieldStart("choices");
                  out.writeEndArray();
                  usage(out, reply);
                  shape.foot(out);
                  out.writeEndObject();
                }));
      }
      streamEnd();
    }

    private void forEachChoice(Part part, String piece, @Nullable String finish) {
      for (int i = 0; i < reply.choices(); i++) {
        int choice = i;
        bytes(Json.event(out -> chunk(out, choice, part, piece, finish)));
      }
    }

    private void chunk(
        JsonGenerator out, int choice, Part part, String piece, @Nullable String finish)
        throws IOException {
      out.writeStartObject();
      shape.head(out, reply, true);
      out.writeArrayFieldStart("choices");
      out.writeStartObject();
      out.writeNumberField("index", choice);
      shape.part(out, reply, choice, part, piece);
      out.writeNullField("logprobs");
      out.writeStringField("finish_reason", finish);
      out.writeEndObject();
      out.writeEndArray();
      if (includeUsage) {
        out.writeNullField("usage");
      }
      shape.foot(out);
      out.writeEndObject();
    }
  }
}
