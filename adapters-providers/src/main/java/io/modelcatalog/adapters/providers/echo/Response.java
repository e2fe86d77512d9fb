package io.modelcatalog.adapters.providers.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers of the Responses API, whole and as its typed events. */
final class Response {
  private final Body body;
  private final Reply reply;
  private final boolean callsTool;
  private final String itemId;

  private Response(Body body, Reply reply) {
    this.body = body;
    this.reply = reply;
    this.callsTool = reply.tool() != null;
    this.itemId = (callsTool ? "fc_echo_" : "msg_echo_") + reply.id();
  }

  /** Answers {@code /responses}. */
  static Script answer(Body body, Reply.Asked asked, EchoModel.Kind kind, long cap) throws Refused {
    Conversation conversation = Conversation.ofResponse(body);
    OfferedTool tool = kind == EchoModel.Kind.TOOLS ? OfferedTool.chosen(body, false) : null;
    Reply reply = Reply.to(conversation, tool, Completion.cap(body, cap), asked, 1, kind);
    Response response = new Response(body, reply);
    if (body.flag("stream")) {
      return response.new Events();
    }
    return Script.whole(
        Json.bytes(out -> response.object(out, response.endStatus())),
        reply.usage(),
        reply.wholeMillis(),
        reply.breaks());
  }

  private String endStatus() {
    return reply.finish().equals("length") ? "incomplete" : "completed";
  }

  /** The response object; output and usage only once it has ended. */
  private void object(JsonGenerator out, String status) throws IOException {
    boolean ended = !status.equals("in_progress");
    out.writeStartObject();
    out.writeStringField("id", "resp_echo_" + reply.id());
    out.writeStringField("object", "response");
    out.writeNumberField("created_at", reply.created());
    out.writeStringField("status", status);
    out.writeBooleanField("background", false);
    out.writeNullField("error");
    if (status.equals("incomplete")) {
      out.writeObjectFieldStart("incomplete_details");
      out.writeStringField("reason", "max_output_tokens");
      out.writeEndObject();
    } else {
      out.writeNullField("incomplete_details");
    }
    given(out, "instructions", null);
    given(out, "max_output_tokens", null);
    out.writeStringField("model", reply.model());
    out.writeArrayFieldStart("output");
    if (ended) {
      item(out, status, reply.text());
    }
    out.writeEndArray();
    given(out, "parallel_tool_calls", new Json.Bool(true));
    given(out, "previous_response_id", null);
    out.writeObjectFieldStart("reasoning");
    out.writeNullField("effort");
    out.writeNullField("summary");
    out.writeEndObject();
    given(out, "store", new Json.Bool(false));
    given(out, "temperature", new Json.Num("1.0"));
    out.writeObjectFieldStart("text");
    out.writeObjectFieldStart("format");
    out.writeStringField("type", "text");
    out.writeEndObject();
    out.writeEndObject();
    given(out, "tool_choice", new Json.Text("auto"));
    given(out, "tools", new Json.Arr(List.of()));
    given(out, "top_p", new Json.Num("1.0"));
    given(out, "truncation", new Json.Text("disabled"));
    if (ended) {
      usage(out);
    } else {
      out.writeNullField("usage");
    }
    given(out, "user", null);
    given(out, "metadata", Json.Obj.EMPTY);
    out.writeEndObject();
  }

  /** A member that repeats what the request said. */
  private void given(JsonGenerator out, String name, @Nullable Json otherwise) throws IOException {
    Json value = body.get(name);
    Json said = value == null ? otherwise : value;
    out.writeFieldName(name);
    if (said == null) {
      out.writeNull();
    } else {
      said.to(out);
    }
  }

  private void usage(JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("usage");
    out.writeNumberField("input_tokens", reply.promptTokens());
    out.writeObjectFieldStart("input_tokens_details");
    out.writeNumberField("cached_tokens", 0);
    out.writeEndObject();
    out.writeNumberField("output_tokens", reply.outputTokens());
    out.writeObjectFieldStart("output_tokens_details");
    out.writeNumberField("reasoning_tokens", 0);
    out.writeEndObject();
    out.writeNumberField("total_tokens", reply.promptTokens() + reply.outputTokens());
    out.writeEndObject();
  }

  /** The one output item; a message without text has no content part yet. */
  private void item(JsonGenerator out, String status, @Nullable String text) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", itemId);
    if (callsTool) {
      out.writeStringField("type", "function_call");
      out.writeStringField("status", status);
      out.writeStringField("arguments", text == null ? "" : text);
      out.writeStringField("call_id", "call_echo_" + reply.id() + "_0");
      out.writeStringField("name", reply.tool());
    } else {
      out.writeStringField("type", "message");
      out.writeStringField("status", status);
      out.writeArrayFieldStart("content");
      if (text != null) {
        part(out, text);
      }
      out.writeEndArray();
      out.writeStringField("role", "assistant");
    }
    out.writeEndObject();
  }

  private static void part(JsonGenerator out, String text) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "output_text");
    out.writeArrayFieldStart("annotations");
    out.writeEndArray();
    out.writeArrayFieldStart("logprobs");
    out.writeEndArray();
    out.writeStringField("text", text);
    out.writeEndObject();
  }

  /** The response as events, each with its number. Unlike chat, no {@code [DONE]} ends them. */
  private final class Events extends StreamedReply {
    private long number;

    Events() {
      super(reply);
    }

    @Override
    void begin() {
      event("response.created", out -> response(out, "in_progress"));
      event("response.in_progress", out -> response(out, "in_progress"));
      event(
          "response.output_item.added",
          out -> {
            out.writeNumberField("output_index", 0);
            out.writeFieldName("item");
            item(out, "in_progress", null);
          });
      if (!callsTool) {
        event(
            "response.content_part.added",
            out -> {
              place(out);
              out.writeFieldName("part");
              part(out, "");
            });
      }
    }

    @Override
    void piece(String text) {
      event(
          callsTool ? "response.function_call_arguments.delta" : "response.output_text.delta",
          out -> {
            place(out);
            out.writeStringField("delta", text);
            logprobs(out);
          });
    }

    @Override
    void finish() {
      String text = reply.text();
      if (callsTool) {
        event(
            "response.function_call_arguments.done",
            out -> {
              place(out);
              out.writeStringField("name", reply.tool());
              out.writeStringField("arguments", text);
            });
      } else {
        event(
            "response.output_text.done",
            out -> {
              place(out);
              out.writeStringField("text", text);
              logprobs(out);
            });
        event(
            "response.content_part.done",
            out -> {
              place(out);
              out.writeFieldName("part");
              part(out, text);
            });
      }
      event(
          "response.output_item.done",
          out -> {
            out.writeNumberField("output_index", 0);
            out.writeFieldName("item");
            item(out, endStatus(), text);
          });
      add(new Step.Used(reply.usage()));
      event("response." + endStatus(), out -> response(out, endStatus()));
      add(new Step.Done());
    }

    private void response(JsonGenerator out, String status) throws IOException {
      out.writeFieldName("response");
      object(out, status);
    }

    private void place(JsonGenerator out) throws IOException {
      out.writeStringField("item_id", itemId);
      out.writeNumberField("output_index", 0);
      if (!callsTool) {
        out.writeNumberField("content_index", 0);
      }
    }

    private void logprobs(JsonGenerator out) throws IOException {
      if (!callsTool) {
        out.writeArrayFieldStart("logprobs");
        out.writeEndArray();
      }
    }

    private void event(String type, Json.Writing members) {
      long sequence = number++;
      bytes(
          Json.event(
              type,
              out -> {
                out.writeStartObject();
                out.writeStringField("type", type);
                out.writeNumberField("sequence_number", sequence);
                members.to(out);
                out.writeEndObject();
              }));
    }
  }
}
