package io.modelcatalog.adapters.providers.echo;

import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.domain.usage.TokenUsage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of an answer, made only as they are taken, so that a long answer to a slow reader does
 * not pile up.
 */
abstract class Script {
  static final Header JSON = new Header("content-type", "application/json");
  static final Header EVENTS = new Header("content-type", "text/event-stream; charset=utf-8");
  private static final byte[] STREAM_END = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private final ArrayDeque<Step> ready = new ArrayDeque<>();

  /** The next step; the last is {@link Step.Done} or {@link Step.Broken}. */
  final Step next() {
    Step step = ready.poll();
    while (step == null) {
      advance();
      step = ready.poll();
    }
    return step;
  }

  /** Adds at least one step. Called when all steps so far are taken and none was the last. */
  abstract void advance();

  final void add(Step step) {
    ready.add(step);
  }

  final void bytes(byte[] bytes) {
    ready.add(new Step.Bytes(ByteBuffer.wrap(bytes)));
  }

  final void streamHead() {
    ready.add(new Step.Head(new AnswerHead(200, List.of(EVENTS), -1, true)));
  }

  final void streamEnd() {
    bytes(STREAM_END);
    ready.add(new Step.Done());
  }

  /** An answer in one piece. */
  static Script whole(int status, List<Header> headers, byte[] body) {
    return new Whole(status, headers, body, null, 0, false);
  }

  /**
   * An answer in one piece that took a while and used tokens.
   *
   * @param waitMillis how long until the head
   * @param breaks whether it ends half way
   */
  static Script whole(byte[] body, TokenUsage usage, long waitMillis, boolean breaks) {
    return new Whole(200, List.of(JSON), body, usage, waitMillis, breaks);
  }

  private static final class Whole extends Script {
    Whole(
        int status,
        List<Header> headers,
        byte[] body,
        @Nullable TokenUsage usage,
        long waitMillis,
        boolean breaks) {
      if (waitMillis > 0) {
        add(new Step.Wait(waitMillis));
      }
      add(new Step.Head(new AnswerHead(status, headers, body.length, false)));
      if (breaks) {
        bytes(Arrays.copyOf(body, body.length / 2));
        add(new Step.Broken("echo-cut ends half way"));
        return;
      }
      bytes(body);
      if (usage != null) {
        add(new Step.Used(usage));
      }
      add(new Step.Done());
    }

    @Override
    void advance() {
      throw new IllegalStateException("taken to its end");
    }
  }
}
