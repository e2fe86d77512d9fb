package io.modelcatalog.adapters.providers.echo;

import java.util.List;

/**
 * What a model's name asks for. A name that asks for nothing particular behaves like {@code echo}.
 *
 * @param kind how it behaves
 * @param status the status that {@code echo-error-<status>} answers with, else 0
 */
record EchoModel(Kind kind, int status) {
  private static final String ERROR = "echo-error-";

  /** The names that are listed. */
  static final List<String> LISTED =
      List.of(
          "echo",
          "echo-slow",
          "echo-tools",
          "echo-embed",
          "echo-cut",
          "echo-error-429",
          "echo-error-500");

  enum Kind {
    PLAIN,
    SLOW,
    TOOLS,
    EMBED,
    CUT,
    ERROR
  }

  static EchoModel of(String name) throws Refused {
    return switch (name) {
      case "echo-slow" -> new EchoModel(Kind.SLOW, 0);
      case "echo-tools" -> new EchoModel(Kind.TOOLS, 0);
      case "echo-embed" -> new EchoModel(Kind.EMBED, 0);
      case "echo-cut" -> new EchoModel(Kind.CUT, 0);
      default ->
          name.startsWith(ERROR)
              ? new EchoModel(Kind.ERROR, status(name))
              : new EchoModel(Kind.PLAIN, 0);
    };
  }

  private static int status(String name) throws Refused {
    String digits = name.substring(ERROR.length());
    if (!digits.matches("[45]\\d\\d")) {
      throw Refused.model(name, "echo-error-<status> takes a status from 400 to 599");
    }
    return Integer.parseInt(digits);
  }
}
