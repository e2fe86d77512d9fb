package io.modelcatalog.adapters.providers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.upstream.UpstreamProbe;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.usage.TokenUsage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks upstreams for {@code GET /models}, which costs nothing with every kind that can be called;
 * with OpenRouter, whose list is open to all, for {@code GET /key}. Each question has a connection
 * of its own, so that nothing is ever sent twice.
 */
public final class ProviderProbe implements UpstreamProbe, AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int LARGEST = 8 * 1024 * 1024;
  private static final int MOST_MODELS = 10_000;
  private static final int LONGEST_NAME = 255;
  private static final String OPENROUTER = "openrouter";

  private final ProviderUpstreams upstreams;
  private final Duration longest;

  /**
   * A probe.
   *
   * @param settings as for calls; their timeouts are not used
   * @param connect for name lookup, TCP and TLS
   * @param answer for each wait in an answer
   * @param longest for everything
   */
  public ProviderProbe(
      ProviderSettings settings, Duration connect, Duration answer, Duration longest) {
    this.upstreams =
        new ProviderUpstreams(
            settings.withTransport(
                TransportSettings.DEFAULT
                    .withTimeouts(connect, answer, answer)
                    .withPool(Duration.ofSeconds(1), 0, 64)));
    this.longest = longest;
  }

  @Override
  public Answer ask(UpstreamTarget target) {
    return switch (upstreams.prepare(target)) {
      case Result.Err<Upstream, UpstreamProblem>(UpstreamProblem problem) ->
          new Answer.Unprepared(problem);
      case Result.Ok<Upstream, UpstreamProblem>(Upstream upstream) ->
          ask(upstream, target.kind().equals(OPENROUTER) ? "/key" : "/models");
    };
  }

  /** The list of models alone, whether or not it tells anything of the key. */
  @Override
  public Answer models(UpstreamTarget target) {
    return switch (upstreams.prepare(target)) {
      case Result.Err<Upstream, UpstreamProblem>(UpstreamProblem problem) ->
          new Answer.Unprepared(problem);
      case Result.Ok<Upstream, UpstreamProblem>(Upstream upstream) -> ask(upstream, "/models");
    };
  }

  private Answer ask(Upstream upstream, String path) {
    long begun = System.nanoTime();
    Whole whole = new Whole();
    upstream.exchange(
        new UpstreamCall(
            "probe", Operation.PASS_THROUGH, "GET", path, null, List.of(), new byte[0], null, -1),
        whole);
    try {
      Whole.Read read = whole.done.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      long millis = millisSince(begun);
      if (read.status() < 200 || read.status() > 299) {
        return new Answer.Refused(read.status(), millis);
      }
      Optional<List<String>> models = models(read.body(), path.equals("/key"));
      return models.isPresent()
          ? new Answer.Answered(read.status(), models.get(), millis)
          : new Answer.Refused(read.status(), millis);
    } catch (ExecutionException e) {
      UpstreamFailure failure =
          e.getCause() instanceof UpstreamException known
              ? known.failure()
              : new UpstreamFailure.BrokenOff("the answer could not be read", true);
      return new Answer.Failed(failure, millisSince(begun));
    } catch (TimeoutException e) {
      whole.cancel();
      return new Answer.Failed(
          new UpstreamFailure.TimedOut(UpstreamFailure.TimedOut.Phase.IDLE, longest.toMillis()),
          millisSince(begun));
    } catch (InterruptedException e) {
      whole.cancel();
      Thread.currentThread().interrupt();
      return new Answer.Failed(
          new UpstreamFailure.BrokenOff("interrupted", true), millisSince(begun));
    }
  }

  private static long millisSince(long begun) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }

  /**
   * The ids in {@code {"data": [{"id": …}]}} or in a bare array of such.
   *
   * @param any whether any JSON object will do
   * @return empty if it is something else
   */
  private static Optional<List<String>> models(byte[] body, boolean any) {
    SequencedSet<String> ids = new LinkedHashSet<>();
    try (JsonParser json = JSON.createParser(body)) {
      JsonToken first = json.nextToken();
      boolean list = first == JsonToken.START_ARRAY;
      if (list) {
        readModels(json, ids);
      } else if (first == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean data = json.currentName().equals("data");
          if (json.nextToken() == JsonToken.START_ARRAY && data) {
            list = true;
            readModels(json, ids);
          } else {
            json.skipChildren();
          }
        }
        list |= any;
      }
      return list ? Optional.of(new ArrayList<>(ids)) : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  private static void readModels(JsonParser json, SequencedSet<String> ids) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null) {
        throw new IOException("the list has no end");
      }
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean id = json.currentName().equals("id");
        if (json.nextToken() == JsonToken.VALUE_STRING && id) {
          String name = json.getText();
          if (isName(name) && ids.size() < MOST_MODELS) {
            ids.add(name);
          }
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private static boolean isName(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_NAME
        && text.chars().noneMatch(c -> Character.isISOControl(c) || c == ' ');
  }

  @Override
  public void close() {
    upstreams.close();
  }

  /** Gathers one answer. */
  private static final class Whole implements AnswerSubscriber {
    private final CompletableFuture<Read> done = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private volatile Flow.@Nullable Subscription subscription;
    private int status;

    private record Read(int status, byte[] body) {}

    void cancel() {
      Flow.Subscription running = subscription;
      if (running != null) {
        running.cancel();
      }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onHead(AnswerHead head) {
      status = head.status();
      if (status < 200 || status > 299) {
        // What a refusal says is the upstream's text, and nobody reads it here.
        done.complete(new Read(status, new byte[0]));
        cancel();
      }
    }

    @Override
    public void onNext(ByteBuffer piece) {
      if (body.size() + piece.remaining() > LARGEST) {
        done.complete(new Read(status, new byte[0]));
        cancel();
        return;
      }
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      body.writeBytes(copy);
    }

    @Override
    public void onUsage(TokenUsage usage) {
      // A list of models uses nothing.
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      done.complete(new Read(status, body.toByteArray()));
    }
  }
}
