package io.modelcatalog.adapters.providers.echo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function the client offers.
 *
 * @param name its name
 * @param parameters the JSON schema of its arguments
 */
record OfferedTool(String name, Json parameters) {

  /**
   * The function to call: the one that {@code tool_choice} names, else the first; null if there is
   * none or the choice is {@code none}.
   *
   * @param nested whether name and parameters stand in a {@code function} object, as in chat
   *     completions, or in the tool itself, as in responses
   */
  static @Nullable OfferedTool chosen(Body body, boolean nested) throws Refused {
    List<Json> tools = body.items("tools");
    Json choice = body.get("tool_choice");
    if (choice instanceof Json.Text(String word) && word.equals("none")) {
      return null;
    }
    String wanted = null;
    if (choice instanceof Json.Obj named) {
      Body chosen = new Body(named, "tool_choice");
      Body function = nested ? chosen.object("function") : chosen;
      wanted = function == null ? null : function.text("name");
    }
    for (int i = 0; i < tools.size(); i++) {
      Body tool = body.item("tools", tools, i);
      if (!tool.requiredText("type").equals("function")) {
        continue;
      }
      Body function = nested ? tool.object("function") : tool;
      if (function == null) {
        throw Refused.missing(tool.place("function"));
      }
      String name = function.requiredText("name");
      if (wanted == null || wanted.equals(name)) {
        Body parameters = function.object("parameters");
        return new OfferedTool(name, parameters == null ? Json.Obj.EMPTY : parameters.object());
      }
    }
    if (wanted != null) {
      throw Refused.rule("tool_choice", "Invalid 'tool_choice': no such tool is offered.");
    }
    return null;
  }
}
