package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.application.port.upstream.UpstreamFailure;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes one answer. All calls come on the exchange's event loop, one after another. */
public interface AnswerSink {

  /** Asks for the body and gives the exchange up. */
  interface Demand extends Flow.Subscription {
    /**
     * Whether the exchange was cancelled or has ended, so that nothing may be signalled any more.
     */
    boolean isOver();
  }

  /** The exchange has begun. Nothing of the body is read before the demand asks for it. */
  void onStart(Demand demand);

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
