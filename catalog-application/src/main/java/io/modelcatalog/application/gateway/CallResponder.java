package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.upstream.AnswerHead;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * Hands an upstream's answer to the client. Signals come one after another; a buffer is valid only
 * during {@link #onNext}.
 */
public interface CallResponder extends Flow.Subscriber<ByteBuffer> {

  /** Status and headers of the answer. */
  void onHead(AnswerHead head);

  /** The call is settled; comes right before {@link #onComplete} or {@link #onError}. */
  void onSettled(CallReceipt receipt);
}
