package io.modelcatalog.adapters.providers.echo;

import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.domain.usage.TokenUsage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A reader that keeps what it hears and notices when two signals come at once. */
class Heard implements AnswerSubscriber {
  private final long firstRequest;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean inSignal = new AtomicBoolean();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  final List<String> signals = new ArrayList<>();
  final List<Thread> threads = new ArrayList<>();
  volatile Flow.Subscription subscription;
  volatile AnswerHead head;
  volatile TokenUsage usage;
  volatile Throwable error;
  volatile boolean overlapped;

  Heard() {
    this(Long.MAX_VALUE);
  }

  Heard(long firstRequest) {
    this.firstRequest = firstRequest;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    signal(
        "subscribe",
        () -> {
          subscription = given;
          if (firstRequest > 0) {
            given.request(firstRequest);
          }
        });
  }

  @Override
  public void onHead(AnswerHead given) {
    signal("head", () -> head = given);
  }

  @Override
  public void onNext(ByteBuffer buffer) {
    signal(
        "next",
        () -> {
          byte[] bytes = new byte[buffer.remaining()];
          buffer.get(bytes);
          body.writeBytes(bytes);
        });
  }

  @Override
  public void onUsage(TokenUsage given) {
    signal("usage", () -> usage = given);
  }

  @Override
  public void onError(Throwable given) {
    signal("error", () -> error = given);
    ended.countDown();
  }

  @Override
  public void onComplete() {
    signal("complete", () -> {});
    ended.countDown();
  }

  private void signal(String name, Runnable keep) {
    overlapped |= !inSignal.compareAndSet(false, true);
    signals.add(name);
    threads.add(Thread.currentThread());
    keep.run();
    inSignal.set(false);
  }

  boolean ended() {
    return ended.getCount() == 0;
  }

  Heard untilEnd() throws InterruptedException {
    if (!ended.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("no end; heard " + signals);
    }
    return this;
  }

  long count(String signal) {
    return signals.stream().filter(signal::equals).count();
  }

  byte[] bytes() {
    return body.toByteArray();
  }

  String text() {
    return body.toString(StandardCharsets.UTF_8);
  }

  Json json() {
    return parse(text());
  }

  /** The value at a path of member names and indexes in the body. */
  Json at(Object... path) {
    return at(json(), path);
  }

  /** The events of the body. */
  List<Event> events() {
    return Event.read(text());
  }

  static Json parse(String text) {
    try {
      return Json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /** The value at a path; fails if there is none. */
  static Json at(Json from, Object... path) {
    Json at = from;
    for (Object step : path) {
      Json next =
          step instanceof Integer index
              ? ((Json.Arr) at).items().get(index)
              : ((Json.Obj) at).members().get((String) step);
      if (next == null) {
        throw new AssertionError("no " + step + " in " + at.text());
      }
      at = next;
    }
    return at;
  }

  static String string(Json from, Object... path) {
    return ((Json.Text) at(from, path)).value();
  }

  static long number(Json from, Object... path) {
    return Long.parseLong(((Json.Num) at(from, path)).text());
  }

  /**
   * A server-sent event, read by the rules of the HTML standard.
   *
   * @param type its type, {@code message} if not given
   * @param data its data
   */
  record Event(String type, String data) {
    static List<Event> read(String stream) {
      List<Event> events = new ArrayList<>();
      String type = "message";
      StringBuilder data = new StringBuilder();
      for (String line : stream.split("\r\n|\n|\r", -1)) {
        if (line.isEmpty()) {
          if (!data.isEmpty()) {
            events.add(new Event(type, data.substring(0, data.length() - 1)));
          }
          type = "message";
          data.setLength(0);
        } else if (line.startsWith("data:")) {
          data.append(line.substring(line.startsWith("data: ") ? 6 : 5)).append('\n');
        } else if (line.startsWith("event:")) {
          type = line.substring(6).strip();
        }
      }
      return events;
    }

    Json json() {
      return parse(data);
    }
  }
}
