package io.modelcatalog.adapters.providers.openai;

import io.modelcatalog.adapters.providers.transport.HttpTransport;
import io.modelcatalog.adapters.providers.transport.OutgoingRequest;
import io.modelcatalog.adapters.providers.transport.UpstreamAddress;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.domain.model.ModelSlug;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An upstream that takes OpenAI's paths below one base address. */
public final class OpenAiCompatibleUpstream implements Upstream {
  private final HttpTransport transport;
  private final UpstreamAddress address;
  private final Dialect dialect;
  private final OpenAiHeaders headers;
  private final SecretMask mask;

  /**
   * Prepares an upstream.
   *
   * @param address where its paths begin, version included
   * @param headers its own headers in lower case, credential included; checked
   * @param secrets texts that must not come back in an answer
   */
  public OpenAiCompatibleUpstream(
      HttpTransport transport,
      UpstreamAddress address,
      Dialect dialect,
      Map<String, String> headers,
      Collection<String> secrets) {
    this.transport = transport;
    this.address = address;
    this.dialect = dialect;
    this.headers = OpenAiHeaders.to(address, headers);
    this.mask = new SecretMask(secrets);
  }

  @Override
  public void exchange(UpstreamCall call, AnswerSubscriber subscriber) {
    ModelSlug model = call.model();
    send(call, call.path(), model == null ? null : model.value(), subscriber);
  }

  /**
   * Sends a call to a path of its own, with a model of its own.
   *
   * @param path path and query below the base address, beginning with a slash
   * @param model what the body is to name; null to leave it
   */
  void send(UpstreamCall call, String path, @Nullable String model, AnswerSubscriber subscriber) {
    String rule = path.startsWith("/") ? UpstreamAddress.pathRule(path) : "must begin with a slash";
    if (rule != null || !isMethod(call.method())) {
      LocalAnswer.refuse(
          subscriber, "path", rule == null ? "must have an HTTP method" : rule, "invalid_path");
      return;
    }
    BodyOutline outline = call.outline();
    boolean addUsage =
        outline != null
            && outline.stream()
            && !outline.includesUsage()
            && dialect.asksForUsage(call.operation());
    SplicedBody body = body(call, outline, model, addUsage);
    byte[] head =
        headers.head(
            call.method(),
            address.basePath() + path,
            call.headers(),
            outline != null,
            hasBody(call) ? body.length() : -1);
    OutgoingRequest request = new OutgoingRequest(address.origin(), call.method()).add(head);
    body.addTo(request);
    transport.exchange(
        request,
        new AnswerRelay(
            subscriber, dialect.counting(call.operation()), dialect.charge(), addUsage, mask));
  }

  private SplicedBody body(
      UpstreamCall call, @Nullable BodyOutline outline, @Nullable String model, boolean addUsage) {
    if (outline == null) {
      return SplicedBody.unchanged(call.body());
    }
    String capField = dialect.capField(call.operation());
    boolean uncapped = outline.outputCap() < 0;
    boolean caps =
        uncapped
            ? call.outputCap() >= 0
            : dialect.mustRepeatCap(call.operation(), stands(capField, outline, call.body()));
    return SplicedBody.of(
        call.body(),
        outline,
        model,
        addUsage,
        caps ? capField : null,
        uncapped ? call.outputCap() : outline.outputCap());
  }

  /** Whether a cap field has a value; null counts as none. */
  private static boolean stands(@Nullable String field, BodyOutline outline, byte[] body) {
    BodyOutline.Span at = field == null ? null : outline.capsAt().get(field);
    return at != null && body[at.start()] != 'n';
  }

  private static boolean hasBody(UpstreamCall call) {
    return call.body().length > 0
        || switch (call.method()) {
          case "POST", "PUT", "PATCH" -> true;
          default -> false;
        };
  }

  private static boolean isMethod(String method) {
    return !method.isEmpty() && method.chars().allMatch(c -> c >= 'A' && c <= 'Z');
  }
}
