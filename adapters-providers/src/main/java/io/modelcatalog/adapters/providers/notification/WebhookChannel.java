package io.modelcatalog.adapters.providers.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.modelcatalog.adapters.providers.transport.AnswerSink;
import io.modelcatalog.adapters.providers.transport.HttpTransport;
import io.modelcatalog.adapters.providers.transport.OutgoingRequest;
import io.modelcatalog.adapters.providers.transport.ReceivedHead;
import io.modelcatalog.application.port.alert.AlertChannel;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.Delivery;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts alerts to one receiver, signed. Any answer from 200 to 299 accepts; redirects are not
 * followed; 410 says that the receiver never wants this message again.
 */
public final class WebhookChannel implements AlertChannel {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int GONE = 410;

  private final HttpTransport transport;
  private final WebhookSettings settings;
  private final WebhookSignature signature;
  private final InstantSource clock;

  /**
   * A channel.
   *
   * @param transport with the address guard that upstream calls use
   * @param settings the receiver
   * @param clock for the signature's time
   */
  public WebhookChannel(HttpTransport transport, WebhookSettings settings, InstantSource clock) {
    this.transport = transport;
    this.settings = settings;
    this.signature = new WebhookSignature(settings.secret());
    this.clock = clock;
  }

  @Override
  public Delivery.Channel channel() {
    return Delivery.Channel.WEBHOOK;
  }

  @Override
  public Optional<Failure> deliver(BudgetAlert alert, Delivery delivery) {
    byte[] body = body(alert);
    Answer answer = new Answer();
    transport.exchange(request(delivery.id().toString(), body), answer);
    try {
      return answer.end.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel();
      return Optional.of(new Failure("no answer within " + settings.timeout(), false));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel();
      return Optional.of(new Failure("interrupted", false));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private OutgoingRequest request(String id, byte[] body) {
    long timestamp = clock.instant().getEpochSecond();
    String head =
        "POST "
            + settings.path()
            + " HTTP/1.1\r\nhost: "
            + settings.origin().authority()
            + "\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length
            + "\r\nuser-agent: model-catalog\r\nwebhook-id: "
            + id
            + "\r\nwebhook-timestamp: "
            + timestamp
            + "\r\nwebhook-signature: "
            + signature.of(id, timestamp, body)
            + "\r\n\r\n";
    return new OutgoingRequest(settings.origin(), "POST")
        .add(head.getBytes(StandardCharsets.ISO_8859_1))
        .add(body);
  }

  private static byte[] body(BudgetAlert alert) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    BudgetAlert.Key key = alert.key();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", "budget." + key.kind().name().toLowerCase(Locale.ROOT));
      json.writeStringField("timestamp", alert.raisedAt().toString());
      json.writeObjectFieldStart("data");
      json.writeStringField("alert_id", alert.id().toString());
      json.writeStringField("organisation_id", alert.organization().toString());
      json.writeStringField(
          "workspace_id", alert.workspace().map(WorkspaceId::toString).orElse(null));
      json.writeStringField("level", alert.level().wireName());
      json.writeStringField("owner_id", alert.owner().toString());
      json.writeStringField("owner", alert.ownerName());
      json.writeStringField("limit", alert.what());
      json.writeStringField(
          "unit",
          alert.unit() == BudgetUnit.COST ? "usd" : alert.unit().name().toLowerCase(Locale.ROOT));
      amount(json, "amount", alert.unit(), key.amount());
      amount(json, "reached", alert.unit(), key.mark());
      amount(json, "used", alert.unit(), alert.used());
      json.writeStringField(
          "window_start", alert.windowStart().map(Instant::toString).orElse(null));
      json.writeStringField("window_end", alert.windowEnd().map(Instant::toString).orElse(null));
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void amount(JsonGenerator json, String name, BudgetUnit unit, long value)
      throws IOException {
    if (unit == BudgetUnit.COST) {
      json.writeFieldName(name);
      json.writeNumber(new Money(value).toUsd().toPlainString());
    } else {
      json.writeNumberField(name, value);
    }
  }

  /** Waits for the head; what is in the body does not matter. */
  private static final class Answer implements AnswerSink {
    private final CompletableFuture<Optional<Failure>> end = new CompletableFuture<>();
    private volatile @Nullable Demand demand;

    @Override
    public void onStart(Demand started) {
      demand = started;
      started.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable String onHead(ReceivedHead head) {
      int status = head.status();
      end.complete(
          status >= 200 && status < 300
              ? Optional.empty()
              : Optional.of(new Failure("answered with status " + status, status == GONE)));
      cancel();
      return null;
    }

    @Override
    public boolean onBody(byte[] bytes, int from, int to, boolean last) {
      return true;
    }

    @Override
    public void onEnd() {
      end.complete(Optional.empty());
    }

    @Override
    public void onFailure(UpstreamFailure failure) {
      end.complete(
          Optional.of(
              switch (failure) {
                case UpstreamFailure.Forbidden(String reason) -> new Failure(reason, false);
                case UpstreamFailure.Unreachable(var _, String reason) ->
                    new Failure(reason, false);
                case UpstreamFailure.TimedOut timedOut ->
                    new Failure("too slow: " + timedOut.phase(), false);
                case UpstreamFailure.BeyondReservation ignored ->
                    new Failure("the answer was cut", false);
                case UpstreamFailure.BrokenOff(String reason, boolean ignored) ->
                    new Failure(reason, false);
              }));
    }

    void cancel() {
      Demand started = demand;
      if (started != null) {
        started.cancel();
      }
    }
  }
}
