package io.modelcatalog.bootstrap.server;

/** Why the server did not start, as one sentence for the operator. */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public StartFailure(String sentence) {
    super(sentence);
  }

  StartFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
