package io.modelcatalog.application.port.upstream;

/** A prepared connection to one upstream: callable any number of times, from any thread. */
public interface Upstream {

  /**
   * Starts one exchange and returns at once.
   *
   * <p>Signals come one after another: {@code onSubscribe}; then {@code onHead} once; then as many
   * {@code onNext} as were requested; {@code onUsage} whenever the upstream has reported usage;
   * then {@code onComplete} or {@code onError}. Cancelling the subscription closes the exchange
   * with the upstream at once, also before its first byte, and no signal follows.
   *
   * <p>If the caller is on an event loop of the transport, all signals come on that loop.
   */
  void exchange(UpstreamCall call, AnswerSubscriber subscriber);
}
