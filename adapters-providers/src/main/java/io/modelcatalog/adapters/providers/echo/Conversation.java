package io.modelcatalog.adapters.providers.echo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said to the model.
 *
 * @param last what there is to repeat: the text of the last user message or, where no message is a
 *     user's, of the last message
 * @param toolAnswer the text of the last message if it is a tool's answer
 * @param promptTokens the words of all messages
 */
record Conversation(String last, @Nullable String toolAnswer, long promptTokens) {

  /** The conversation of a chat completion. */
  static Conversation ofChat(Body body) throws Refused {
    List<Json> messages = body.items("messages");
    if (body.get("messages") == null) {
      throw Refused.missing("messages");
    }
    if (messages.isEmpty()) {
      throw Refused.rule("messages", "Invalid 'messages': expected at least one message.");
    }
    Listener listener = new Listener();
    for (int i = 0; i < messages.size(); i++) {
      Body message = body.item("messages", messages, i);
      String role = message.requiredText("role");
      listener.hear(role.equals("user"), role.equals("tool"), content(message, "content"));
    }
    return listener.conversation();
  }

  /** The conversation of a response. */
  static Conversation ofResponse(Body body) throws Refused {
    Listener listener = new Listener();
    String instructions = body.text("instructions");
    if (instructions != null) {
      listener.hear(false, false, instructions);
    }
    switch (body.get("input")) {
      case null -> throw Refused.missing("input");
      case Json.Text(String text) -> listener.hear(true, false, text);
      case Json.Arr(List<Json> items) -> {
        for (int i = 0; i < items.size(); i++) {
          Body item = body.item("input", items, i);
          String type = item.text("type");
          if (type == null || type.equals("message")) {
            boolean user = item.requiredText("role").equals("user");
            listener.hear(user, false, content(item, "content"));
          } else if (type.equals("function_call_output")) {
            listener.hear(false, true, content(item, "output"));
          }
        }
      }
      default -> throw Refused.type("input", "a string or an array");
    }
    return listener.conversation();
  }

  /** The text of a message: a string, or the text parts of an array; none if it is null. */
  private static String content(Body message, String name) throws Refused {
    return switch (message.get(name)) {
      case null -> "";
      case Json.Text(String text) -> text;
      case Json.Arr(List<Json> parts) -> {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
          Body part = message.item(name, parts, i);
          String type = part.requiredText("type");
          if (type.equals("text") || type.equals("input_text") || type.equals("output_text")) {
            text.append(part.requiredText("text"));
          }
        }
        yield text.toString();
      }
      default -> throw Refused.type(message.place(name), "a string or an array of parts");
    };
  }

  private static final class Listener {
    private @Nullable String lastOfUser;
    private String last = "";
    private @Nullable String toolAnswer;
    private long tokens;

    void hear(boolean user, boolean tool, String text) {
      last = text;
      lastOfUser = user ? text : lastOfUser;
      toolAnswer = tool ? text : null;
      tokens += Pieces.count(text);
    }

    Conversation conversation() {
      return new Conversation(lastOfUser == null ? last : lastOfUser, toolAnswer, tokens);
    }
  }
}
