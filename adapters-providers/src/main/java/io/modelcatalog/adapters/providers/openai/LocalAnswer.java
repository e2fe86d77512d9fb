package io.modelcatalog.adapters.providers.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** An answer of our own to a call that cannot be sent: 400 in OpenAI's error shape. */
final class LocalAnswer implements Flow.Subscription {
  private static final List<Header> JSON = List.of(new Header("content-type", "application/json"));

  private final AnswerSubscriber reader;
  private final byte[] body;
  private final AtomicBoolean over = new AtomicBoolean();

  private LocalAnswer(AnswerSubscriber reader, byte[] body) {
    this.reader = reader;
    this.body = body;
  }

  /**
   * Refuses a call.
   *
   * @param field the request's field at fault
   * @param rule what it must be
   */
  static void refuse(AnswerSubscriber reader, String field, String rule, String code) {
    String json =
        "{\"error\":{\"message\":\""
            + new String(JsonStringEncoder.getInstance().quoteAsString(field + ": " + rule))
            + "\",\"type\":\"invalid_request_error\",\"param\":\""
            + field
            + "\",\"code\":\""
            + code
            + "\"}}";
    LocalAnswer answer = new LocalAnswer(reader, json.getBytes(StandardCharsets.UTF_8));
    Deferred gate = new Deferred(answer);
    reader.onSubscribe(gate);
    if (!answer.over.get()) {
      reader.onHead(new AnswerHead(400, JSON, answer.body.length, false));
      gate.open();
    }
  }

  @Override
  public void request(long n) {
    if (over.compareAndSet(false, true)) {
      reader.onNext(ByteBuffer.wrap(body));
      reader.onComplete();
    }
  }

  @Override
  public void cancel() {
    over.set(true);
  }

  /** Keeps a demand that comes before the head until the head was given. */
  private static final class Deferred implements Flow.Subscription {
    private final LocalAnswer answer;
    private boolean opened;
    private boolean asked;

    Deferred(LocalAnswer answer) {
      this.answer = answer;
    }

    synchronized void open() {
      opened = true;
      if (asked) {
        answer.request(1);
      }
    }

    @Override
    public synchronized void request(long n) {
      asked = true;
      if (opened) {
        answer.request(n);
      }
    }

    @Override
    public void cancel() {
      answer.cancel();
    }
  }
}
