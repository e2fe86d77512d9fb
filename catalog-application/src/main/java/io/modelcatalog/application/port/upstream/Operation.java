package io.modelcatalog.application.port.upstream;

/** What a call asks for. It decides how the body is read and how usage is found. */
public enum Operation {
  CHAT_COMPLETIONS("/chat/completions", "max_completion_tokens"),
  COMPLETIONS("/completions", "max_tokens"),
  EMBEDDINGS("/embeddings", null),
  RESPONSES("/responses", "max_output_tokens"),
  /** Any other path: forwarded as it is. */
  PASS_THROUGH(null, null);

  private final @org.jspecify.annotations.Nullable String path;
  private final @org.jspecify.annotations.Nullable String outputCapField;

  Operation(
      @org.jspecify.annotations.Nullable String path,
      @org.jspecify.annotations.Nullable String outputCapField) {
    this.path = path;
    this.outputCapField = outputCapField;
  }

  /** The path below {@code /v1}, or null for a pass-through. */
  public @org.jspecify.annotations.Nullable String path() {
    return path;
  }

  /** The request field that caps the answer's tokens, or null where an answer has no tokens. */
  public @org.jspecify.annotations.Nullable String outputCapField() {
    return outputCapField;
  }

  /** The operation of a POST to a path below {@code /v1}. */
  public static Operation ofPost(String path) {
    return switch (path) {
      case "/chat/completions" -> CHAT_COMPLETIONS;
      case "/completions" -> COMPLETIONS;
      case "/embeddings" -> EMBEDDINGS;
      case "/responses" -> RESPONSES;
      default -> PASS_THROUGH;
    };
  }
}
