package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.upstream.AnswerHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

/** A client that notes what it is told. */
public class Answer implements CallResponder {
  final List<String> signals = new ArrayList<>();
  final List<CallReceipt> receipts = new ArrayList<>();
  Flow.Subscription subscription;

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onHead(AnswerHead head) {
    signals.add("head " + head.status());
  }

  @Override
  public void onNext(ByteBuffer bytes) {
    signals.add("bytes " + StandardCharsets.UTF_8.decode(bytes));
  }

  @Override
  public void onSettled(CallReceipt receipt) {
    signals.add("settled");
    receipts.add(receipt);
  }

  @Override
  public void onError(Throwable error) {
    signals.add("error");
  }

  @Override
  public void onComplete() {
    signals.add("complete");
  }

  CallReceipt receipt() {
    return receipts.getFirst();
  }
}
