package io.modelcatalog.adapters.providers.echo;

import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Calls to an echo upstream as a gateway makes them. */
final class Calls {
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private Calls() {}

  static Upstream upstream(ScheduledThreadPoolExecutor scheduler) {
    UpstreamTarget target = new UpstreamTarget("echo", Settings.NONE, Credentials.NONE);
    return switch (new EchoUpstreams(scheduler, InstantSource.fixed(NOON)).prepare(target)) {
      case Result.Ok<Upstream, UpstreamProblem>(Upstream upstream) -> upstream;
      case Result.Err<Upstream, UpstreamProblem>(UpstreamProblem problem) ->
          throw new AssertionError(problem);
    };
  }

  static UpstreamCall call(Operation operation, String model, String body) {
    return call(operation, model, body, -1);
  }

  static UpstreamCall call(Operation operation, String model, String body, long outputCap) {
    String path = operation.path();
    return new UpstreamCall(
        "r-1",
        operation,
        "POST",
        path == null ? "/files" : path,
        model == null ? null : new ModelSlug(model),
        List.of(),
        body.getBytes(StandardCharsets.UTF_8),
        null,
        outputCap);
  }

  static UpstreamCall get(String path) {
    return new UpstreamCall(
        "r-1", Operation.PASS_THROUGH, "GET", path, null, List.of(), new byte[0], null, -1);
  }

  /** A chat of one user message, with more members before its end. */
  static String chat(String text, String more) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":"
        + new Json.Text(text).text()
        + "}],\"model\":\"@some-provider/echo\""
        + more
        + "}";
  }

  /** The answer to a call that takes no time. */
  static Heard heard(UpstreamCall call) throws InterruptedException {
    try (HurriedScheduler scheduler = new HurriedScheduler()) {
      Heard heard = new Heard();
      upstream(scheduler).exchange(call, heard);
      return heard.untilEnd();
    }
  }

  /** Text of words, white space and characters outside the basic plane, some odd. */
  static String randomText(Random random) {
    String[] bits = {
      "a",
      "word",
      "größer",
      "漢字",
      "😀",
      "\u0301",
      "\"",
      "\\",
      "/",
      "{",
      "\u0000",
      "\u001f",
      "\u2028",
      "\u2029",
      "\ufeff",
      "</script>",
      "data:",
      "[DONE]",
      "\u00a0",
      "\u3000"
    };
    String[] spaces = {" ", "  ", "\n", "\r\n", "\t", "\n\n"};
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(40);
    for (int i = 0; i < length; i++) {
      String[] from = random.nextInt(3) == 0 ? spaces : bits;
      text.append(from[random.nextInt(from.length)]);
    }
    return text.toString();
  }

  /** Waits a hundredth of what it is asked to, and remembers what that was. */
  static final class HurriedScheduler extends ScheduledThreadPoolExecutor {
    final List<Long> millis = Collections.synchronizedList(new ArrayList<>());

    HurriedScheduler() {
      super(1);
      setRemoveOnCancelPolicy(true);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      millis.add(unit.toMillis(delay));
      return super.schedule(task, unit.toMicros(delay) / 100, TimeUnit.MICROSECONDS);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
      throw new UnsupportedOperationException("echo schedules runnables");
    }
  }
}
