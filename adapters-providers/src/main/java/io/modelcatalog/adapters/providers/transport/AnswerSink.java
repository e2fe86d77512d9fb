package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.application.port.upstream.UpstreamFailure;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes one answer. All calls come on the exchange's event loop, one after another. */
public interface AnswerSink {

  /** The exchange has begun. Nothing of the body is read before the subscription asks for it. */
  void onStart(Flow.Subscription subscription);

  /**
   * The answer's head.
   *
   * @return null to go on, or why this answer is not taken: the exchange then fails with that
   */
  @Nullable String onHead(ReceivedHead head);

  /**
   * A piece of the body, called only while there is demand. The bytes may be changed and are valid
   * only during the call.
   *
   * @param last whether the body ends here; the piece may then be empty
   * @return whether the reader was given something, which uses up one of its demand
   */
  boolean onBody(byte[] bytes, int from, int to, boolean last);

  /** The answer came whole. */
  void onEnd();

  /** The exchange failed; nothing follows. */
  void onFailure(UpstreamFailure failure);
}
