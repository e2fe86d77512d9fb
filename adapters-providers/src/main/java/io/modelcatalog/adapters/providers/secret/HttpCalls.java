package io.modelcatalog.adapters.providers.secret;

import io.modelcatalog.adapters.providers.transport.AnswerSink;
import io.modelcatalog.adapters.providers.transport.HttpTransport;
import io.modelcatalog.adapters.providers.transport.OutgoingRequest;
import io.modelcatalog.adapters.providers.transport.ReceivedHead;
import io.modelcatalog.adapters.providers.transport.UpstreamAddress;
import io.modelcatalog.application.port.secret.SecretSource.Failure;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.domain.shared.Result;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Short calls to keepers of secrets, through the transport that upstream calls use: the same rules
 * say which addresses may be called, and redirects are not followed. Blocking.
 */
final class HttpCalls {
  private static final int MOST_BYTES = 1024 * 1024;

  private final HttpTransport transport;
  private final Duration timeout;

  HttpCalls(HttpTransport transport, Duration timeout) {
    this.transport = transport;
    this.timeout = timeout;
  }

  /** An answer. */
  record Answer(int status, String body) {}

  /**
   * Makes one call.
   *
   * @param target path and query below the address, beginning with a slash
   * @param headers further headers; names and values must be plain
   */
  Result<Answer, Failure> call(
      String method,
      UpstreamAddress address,
      String target,
      Map<String, String> headers,
      byte[] body) {
    StringBuilder head =
        new StringBuilder(256)
            .append(method)
            .append(' ')
            .append(address.basePath())
            .append(target)
            .append(" HTTP/1.1\r\nhost: ")
            .append(address.origin().authority())
            .append("\r\nuser-agent: model-catalog\r\naccept: application/json\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (body.length > 0 || method.equals("POST")) {
      head.append("content-length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    Whole whole = new Whole();
    transport.exchange(
        new OutgoingRequest(address.origin(), method)
            .add(head.toString().getBytes(StandardCharsets.ISO_8859_1))
            .add(body),
        whole);
    try {
      return whole.end.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      whole.cancel();
      return Result.err(new Failure("was not answered within " + timeout.toSeconds() + " seconds"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      whole.cancel();
      return Result.err(new Failure("was interrupted"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call to a keeper of secrets", e);
    }
  }

  /** Whether a value can stand in a header as it is. */
  static boolean isPlain(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  private static final class Whole implements AnswerSink {
    private final CompletableFuture<Result<Answer, Failure>> end = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private volatile @Nullable Demand demand;
    private int status;

    @Override
    public void onStart(Demand started) {
      demand = started;
      started.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable String onHead(ReceivedHead head) {
      status = head.status();
      return null;
    }

    @Override
    public boolean onBody(byte[] bytes, int from, int to, boolean last) {
      if (body.size() + (to - from) > MOST_BYTES) {
        end.complete(Result.err(new Failure("was answered with more than a secret is long")));
        cancel();
        return true;
      }
      body.write(bytes, from, to - from);
      return true;
    }

    @Override
    public void onEnd() {
      end.complete(Result.ok(new Answer(status, body.toString(StandardCharsets.UTF_8))));
    }

    @Override
    public void onFailure(UpstreamFailure failure) {
      end.complete(
          Result.err(
              new Failure(
                  switch (failure) {
                    case UpstreamFailure.Forbidden(String reason) ->
                        "may not be asked for there: " + reason;
                    case UpstreamFailure.Unreachable(
                            UpstreamFailure.Unreachable.Cause _,
                            String reason) ->
                        "cannot be reached: " + reason;
                    case UpstreamFailure.TimedOut timedOut -> "was not answered in time";
                    case UpstreamFailure.BeyondReservation cut -> "was cut";
                    case UpstreamFailure.BrokenOff(String reason, boolean sent) ->
                        "broke off: " + reason;
                  })));
    }

    void cancel() {
      Demand started = demand;
      if (started != null) {
        started.cancel();
      }
    }
  }
}
