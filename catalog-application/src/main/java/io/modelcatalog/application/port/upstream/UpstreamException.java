package io.modelcatalog.application.port.upstream;

/** Carries an {@link UpstreamFailure} through {@code onError}; has no stack trace. */
public final class UpstreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient UpstreamFailure failure;

  public UpstreamException(UpstreamFailure failure) {
    super(failure.toString(), null, false, false);
    this.failure = failure;
  }

  /** What went wrong. */
  public UpstreamFailure failure() {
    return failure;
  }
}
