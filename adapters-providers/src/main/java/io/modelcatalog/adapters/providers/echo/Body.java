package io.modelcatalog.adapters.providers.echo;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a request, read field by field.
 *
 * @param object its members
 * @param at its place in the request, for messages; empty for the request itself
 */
record Body(Json.Obj object, String at) {

  static Body read(byte[] bytes) throws Refused {
    Json value;
    try {
      value = Json.read(bytes);
    } catch (IOException e) {
      throw Refused.rule(null, "The body of the request could not be parsed as JSON.");
    }
    if (!(value instanceof Json.Obj object)) {
      throw Refused.rule(null, "The body of the request must be a JSON object.");
    }
    return new Body(object, "");
  }

  /** The name of a member as messages call it. */
  String place(String name) {
    return at.isEmpty() ? name : at + "." + name;
  }

  @Nullable Json get(String name) {
    return object.get(name);
  }

  @Nullable String text(String name) throws Refused {
    return switch (get(name)) {
      case null -> null;
      case Json.Text(String value) -> value;
      default -> throw Refused.type(place(name), "a string");
    };
  }

  String requiredText(String name) throws Refused {
    String text = text(name);
    if (text == null) {
      throw Refused.missing(place(name));
    }
    return text;
  }

  boolean flag(String name) throws Refused {
    return switch (get(name)) {
      case null -> false;
      case Json.Bool(boolean value) -> value;
      default -> throw Refused.type(place(name), "a boolean");
    };
  }

  /** A whole number from {@code least} to {@code most}; {@code otherwise} if it is absent. */
  long count(String name, long least, long most, long otherwise) throws Refused {
    Json value = get(name);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Json.Num(String digits)) || !digits.matches("-?\\d{1,18}")) {
      throw Refused.type(place(name), "an integer");
    }
    long number = Long.parseLong(digits);
    if (number < least || number > most) {
      throw Refused.rule(
          place(name),
          "Invalid '"
              + place(name)
              + "': expected "
              + (most == Long.MAX_VALUE ? "at least " + least : least + " to " + most)
              + ".");
    }
    return number;
  }

  @Nullable Body object(String name) throws Refused {
    return switch (get(name)) {
      case null -> null;
      case Json.Obj value -> new Body(value, place(name));
      default -> throw Refused.type(place(name), "an object");
    };
  }

  /** The items of an array, empty if it is absent. */
  List<Json> items(String name) throws Refused {
    return switch (get(name)) {
      case null -> List.of();
      case Json.Arr(List<Json> items) -> items;
      default -> throw Refused.type(place(name), "an array");
    };
  }

  /** An item of the named array, as an object. */
  Body item(String name, List<Json> items, int index) throws Refused {
    String place = place(name) + "[" + index + "]";
    if (!(items.get(index) instanceof Json.Obj item)) {
      throw Refused.type(place, "an object");
    }
    return new Body(item, place);
  }
}
