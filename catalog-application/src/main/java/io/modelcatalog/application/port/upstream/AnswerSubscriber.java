package io.modelcatalog.application.port.upstream;

import io.modelcatalog.domain.usage.TokenUsage;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * Reads one upstream answer.
 *
 * <p>A buffer given to {@link #onNext} is valid only during that call: copy what is to be kept.
 * {@link #onError} is given an {@link UpstreamException}.
 */
public interface AnswerSubscriber extends Flow.Subscriber<ByteBuffer> {

  /** The answer's status and headers, before its first byte. Signalled without being requested. */
  void onHead(AnswerHead head);

  /**
   * Usage the upstream reported so far; a later report replaces an earlier one. Comes before {@link
   * #onComplete}, and before an {@link #onError} of an answer that broke off after it.
   */
  void onUsage(TokenUsage usage);

  /**
   * What the upstream says the call costs; a later word replaces an earlier one. Comes right after
   * the {@link #onUsage} it was reported with, if there was one. Signalled only for upstreams that
   * are known to report their own charge, and only if it can be one.
   *
   * @param nanos nano-dollars, 0 or more
   */
  default void onCost(long nanos) {}
}
