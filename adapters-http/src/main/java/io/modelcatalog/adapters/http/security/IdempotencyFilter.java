package io.modelcatalog.adapters.http.security;

import io.micronaut.context.BeanProvider;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.body.ByteBody.SplitBackpressureMode;
import io.micronaut.http.body.CloseableAvailableByteBody;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.json.JsonMapper;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.idempotency.KeptAnswers;
import io.modelcatalog.application.port.idempotency.KeptAnswers.Answer;
import io.modelcatalog.application.port.idempotency.KeptAnswers.Claim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a repeated POST that carries the same {@code Idempotency-Key} with what it was answered
 * first, and does nothing again. A key holds for a day, for who sent it, and for the one request: a
 * refused one gives it back, a broken off one does not, since nobody knows how far it came.
 */
@Order(50)
@ServerFilter("/v1/**")
final class IdempotencyFilter {
  /** The header that carries the client's key. */
  static final String HEADER = "Idempotency-Key";

  /** The header that tells a repeated answer. */
  static final String REPLAYED = "Idempotent-Replayed";

  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFilter.class);
  private static final String CLAIMED = "io.modelcatalog.claimed";
  private static final int LONGEST = 255;
  private static final Duration HELD = Duration.ofDays(1);
  private static final Duration TIDY = Duration.ofHours(1);

  private final BeanProvider<KeptAnswers> answers;
  private final JsonMapper json;
  private final InstantSource clock;
  private final AtomicLong tidied = new AtomicLong(Long.MIN_VALUE);

  IdempotencyFilter(BeanProvider<KeptAnswers> answers, JsonMapper json, InstantSource clock) {
    this.answers = answers;
    this.json = json;
    this.clock = clock;
  }

  /** Claims the key, or answers with what was answered before. */
  @RequestFilter
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Nullable HttpResponse<?> claim(HttpRequest<?> request)
      throws InterruptedException, ExecutionException {
    List<String> keys = request.getHeaders().getAll(HEADER);
    Optional<Actor> actor = request.getAttribute(CallerFilter.ACTOR, Actor.class);
    if (keys.isEmpty()
        || actor.isEmpty()
        || request.getMethod() != HttpMethod.POST
        || RouteAttributes.getRouteMatch(request).isEmpty()
        || request.getParameters().contains("dry_run")) {
      return null;
    }
    String key = keys.getFirst();
    if (keys.size() > 1
        || key.isEmpty()
        || key.length() > LONGEST
        || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return problem(
          request,
          HttpStatus.BAD_REQUEST,
          "expected one, of 1 to " + LONGEST + " printable characters without blanks");
    }
    KeptAnswers.Request asked =
        new KeptAnswers.Request(
            actor.get().organization(), actor.get().id(), key, fingerprint(request));
    Instant now = clock.instant();
    tidy(now);
    return switch (answers.get().claim(asked, now, now.minus(HELD))) {
      case Claim.Free() -> {
        request.setAttribute(CLAIMED, asked);
        yield null;
      }
      case Claim.Kept(Answer answer) ->
          HttpResponse.<byte[]>status(HttpStatus.valueOf(answer.status()))
              .contentType(MediaType.APPLICATION_JSON_TYPE)
              .header(REPLAYED, "true")
              .body(answer.body());
      case Claim.Unfinished() ->
          problem(
              request,
              HttpStatus.CONFLICT,
              "the request with this key was begun and has no answer: it may run still, or it"
                  + " broke off; look whether it was done, then use another key");
      case Claim.OtherRequest() ->
          problem(
              request,
              HttpStatus.UNPROCESSABLE_ENTITY,
              "the key was used for another request; a key belongs to one request");
    };
  }

  /** Keeps a good answer; gives the key back where nothing was done. */
  @ResponseFilter
  @ExecuteOn(TaskExecutors.BLOCKING)
  void keep(HttpRequest<?> request, MutableHttpResponse<?> response) {
    Optional<KeptAnswers.Request> claimed =
        request.getAttribute(CLAIMED, KeptAnswers.Request.class);
    if (claimed.isEmpty()) {
      return;
    }
    try {
      int status = response.code();
      if (status < 300) {
        Object body = response.body();
        answers
            .get()
            .keep(
                claimed.get(),
                new Answer(status, body == null ? new byte[0] : json.writeValueAsBytes(body)));
      } else if (status < 500) {
        answers.get().release(claimed.get());
      }
    } catch (IOException | RuntimeException e) {
      // What was asked for is done: the client must hear so. Repeated, it will hear of no answer.
      LOG.warn("The answer to a request with an idempotency key could not be kept", e);
    }
  }

  private void tidy(Instant now) {
    long last = tidied.get();
    if ((last == Long.MIN_VALUE || now.toEpochMilli() - last > TIDY.toMillis())
        && tidied.compareAndSet(last, now.toEpochMilli())) {
      answers.get().forget(now.minus(HELD));
    }
  }

  private static String fingerprint(HttpRequest<?> request)
      throws InterruptedException, ExecutionException {
    try (CloseableByteBody copy =
            ((ServerHttpRequest<?>) request).byteBody().split(SplitBackpressureMode.SLOWEST);
        CloseableAvailableByteBody body = copy.buffer().get()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          (request.getMethodName() + " " + request.getUri() + "\n")
              .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(body.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static HttpResponse<?> problem(HttpRequest<?> request, HttpStatus status, String rule) {
    return HttpResponse.<Problem>status(status)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(
            Problem.of(
                    status,
                    HEADER + ": " + rule,
                    List.of(new Problem.FieldError("/" + HEADER, rule)))
                .at(request.getPath()));
  }
}
