package io.modelcatalog.application.port.upstream;

/** What a call asks for. It decides how the body is read and how usage is found. */
public enum Operation {
  CHAT_COMPLETIONS("/chat/completions", "max_completion_tokens", "chatComplete"),
  COMPLETIONS("/completions", "max_tokens", "complete"),
  EMBEDDINGS("/embeddings", null, "embed"),
  RESPONSES("/responses", "max_output_tokens", "createModelResponse"),
  /** Pictures made of a text. */
  IMAGES("/images/generations", null, "imageGenerate"),
  /** A text spoken. */
  SPEECH("/audio/speech", null, "createSpeech"),
  /** Documents put in order of how well they answer a query. */
  RERANK("/rerank", null, "rerank"),
  MODERATIONS("/moderations", null, "createModeration"),
  /** Any other path: forwarded as it is. */
  PASS_THROUGH(null, null, "proxy");

  private final @org.jspecify.annotations.Nullable String path;
  private final @org.jspecify.annotations.Nullable String outputCapField;
  private final String endpointType;

  Operation(
      @org.jspecify.annotations.Nullable String path,
      @org.jspecify.annotations.Nullable String outputCapField,
      String endpointType) {
    this.path = path;
    this.outputCapField = outputCapField;
    this.endpointType = endpointType;
  }

  /** The name that rate-limit policies know it by. */
  public String endpointType() {
    return endpointType;
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
      case "/images/generations" -> IMAGES;
      case "/audio/speech" -> SPEECH;
      case "/rerank" -> RERANK;
      case "/moderations" -> MODERATIONS;
      default -> PASS_THROUGH;
    };
  }
}
