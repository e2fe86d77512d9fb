package io.modelcatalog.adapters.http.gateway;

import io.modelcatalog.application.gateway.Admission;
import io.modelcatalog.application.gateway.AdmittedCall;
import io.modelcatalog.application.gateway.CallContext;
import io.modelcatalog.application.gateway.CallReceipt;
import io.modelcatalog.application.gateway.CallResponder;
import io.modelcatalog.application.gateway.ModelCall;
import io.modelcatalog.application.gateway.RefusedCall;
import io.modelcatalog.application.limit.Standing;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.domain.shared.Result;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model call on one connection: reads the body, has it admitted, passes the upstream's answer
 * through. All on the connection's event loop.
 *
 * <p>An answer in one piece is held until it is whole (up to a limit), so that its cost can stand
 * in its headers and an upstream that breaks off becomes a clean error. A stream is flushed event
 * by event; what the client does not take is not asked of the upstream.
 */
final class GatewayExchange implements CallResponder {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayExchange.class);
  private static final byte[] NO_BODY = new byte[0];
  private static final int HELD_BYTES = 64 * 1024;
  private static final int FIRST_BODY_BUFFER = 8 * 1024;
  private static final long LINGER_SECONDS = 10;

  // As bytes already: they go into every answer.
  private static final AsciiString TRACE_ID = AsciiString.cached("x-portkey-trace-id");
  private static final AsciiString CONTENT_TYPE_OPTIONS =
      AsciiString.cached("x-content-type-options");
  private static final AsciiString NOSNIFF = AsciiString.cached("nosniff");
  private static final AsciiString REQUEST_ID = AsciiString.cached("x-catalog-request-id");
  private static final AsciiString PROVIDER = AsciiString.cached("x-catalog-provider");
  private static final AsciiString COST = AsciiString.cached("x-catalog-cost-usd");
  private static final AsciiString UPSTREAM_KIND = AsciiString.cached("x-portkey-provider");
  private static final AsciiString OPTION_INDEX =
      AsciiString.cached("x-portkey-last-used-option-index");
  private static final AsciiString CONFIG = AsciiString.cached("config");
  private static final AsciiString RETRY_COUNT =
      AsciiString.cached("x-portkey-retry-attempt-count");
  private static final AsciiString ZERO = AsciiString.cached("0");
  private static final AsciiString CACHE_STATUS = AsciiString.cached("x-portkey-cache-status");
  private static final AsciiString DISABLED = AsciiString.cached("DISABLED");

  private final GatewayServices services;
  private final GatewayHandler handler;
  private final ChannelHandlerContext ctx;
  private final HttpHeaders requestHeaders;
  private final HttpMethod method;
  private final String path;
  private final boolean keepAlive;
  private final boolean http10;
  private final long declaredLength;
  private final long arrivedNanos = System.nanoTime();

  private byte[] body = NO_BODY;
  private int bodyLength;
  private boolean bodyRead;
  private boolean discarding;
  private boolean ended;
  private boolean answered;

  private @Nullable String traceId;
  private @Nullable String requestId;
  private @Nullable AdmittedCall call;
  private Standing limits = Standing.NONE;
  private Flow.@Nullable Subscription upstream;
  private @Nullable AnswerHead head;
  private boolean headSent;
  private @Nullable ByteBuf held;
  private boolean hungry;
  private @Nullable CallReceipt receipt;
  private @Nullable ScheduledFuture<?> deadline;

  GatewayExchange(
      GatewayServices services,
      GatewayHandler handler,
      ChannelHandlerContext ctx,
      HttpRequest request,
      String path) {
    this.services = services;
    this.handler = handler;
    this.ctx = ctx;
    this.requestHeaders = request.headers();
    this.method = request.method();
    this.path = path;
    this.keepAlive = HttpUtil.isKeepAlive(request);
    this.http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    this.traceId = CallHeaders.traceId(requestHeaders);
    this.declaredLength = HttpUtil.getContentLength(request, 0L);
    services.traffic().started();
    if (HttpUtil.is100ContinueExpected(request) && declaredLength <= max()) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  /** Refuses at once what need not be read first. */
  void begin() {
    if (declaredLength > max()) {
      tooLarge();
    } else if (declaredLength > 0) {
      body = new byte[(int) Math.min(declaredLength, FIRST_BODY_BUFFER)];
    }
  }

  /** Whether the request's body is still to be read. */
  boolean wantsBody() {
    return !bodyRead;
  }

  /** A piece of the request's body. */
  void content(HttpContent content) {
    try {
      boolean last = content instanceof LastHttpContent;
      if (content.decoderResult().isFailure()) {
        bodyRead = true;
        discarding = true;
        refuse(Refusal.invalid(null, "The request's body is not well-formed HTTP"), true);
        return;
      }
      if (!discarding) {
        take(content.content());
      }
      if (last) {
        bodyRead = true;
        if (!discarding) {
          try {
            dispatch();
          } catch (RuntimeException bug) {
            crashed(bug);
          }
        } else if (answered) {
          end(false);
        }
      }
    } finally {
      content.release();
    }
  }

  void writabilityChanged() {
    if (hungry && ctx.channel().isWritable() && upstream != null) {
      hungry = false;
      upstream.request(1);
    }
  }

  /**
   * The client hung up: the upstream is let go at once. One that has not yet handed over its
   * subscription may be at work all the same, so it is cancelled, not forgotten, when it does.
   */
  void clientGone() {
    if (!ended) {
      // Settled before it counts as ended: who waits for all calls to end may then close the
      // journal.
      if (upstream != null) {
        upstream.cancel();
      }
      stop();
    }
  }

  private void crashed(RuntimeException bug) {
    LOG.error("a call could not be handled", bug);
    if (upstream != null) {
      upstream.cancel();
    } else if (call != null) {
      call.abandon();
    }
    refuse(Refusal.plain(500, "internal_error", "The gateway could not handle the call"), true);
  }

  private void take(ByteBuf piece) {
    int more = piece.readableBytes();
    if (bodyLength + (long) more > max()) {
      tooLarge();
      return;
    }
    if (bodyLength + more > body.length) {
      body =
          Arrays.copyOf(body, Math.max(bodyLength + more, (int) Math.min(max(), body.length * 2L)));
    }
    piece.readBytes(body, bodyLength, more);
    bodyLength += more;
  }

  private void tooLarge() {
    discarding = true;
    body = NO_BODY;
    bodyLength = 0;
    refuse(
        Refusal.plain(
            413, "invalid_request_error", "The request's body is larger than " + max() + " bytes"),
        true);
  }

  private void dispatch() {
    byte[] whole = bodyLength == body.length ? body : Arrays.copyOf(body, bodyLength);
    body = NO_BODY;
    if (!services.traffic().isOpen()) {
      refuse(
          Refusal.plain(503, "service_unavailable_error", "The service takes no calls now"), false);
      return;
    }
    Map.Entry<String, String> inline = CallHeaders.inlineForm(requestHeaders);
    String provider = CallHeaders.provider(requestHeaders);
    if (inline != null || (provider != null && provider.isEmpty())) {
      String code = inline == null ? "inline_provider_blocked" : inline.getValue();
      String field = inline == null ? "provider" : inline.getKey();
      refuse(
          new Refusal(
              400,
              "invalid_request_error",
              code,
              field,
              "x-portkey-" + field + ": only saved providers can be called, as @provider-slug",
              null),
          false);
      return;
    }
    String encoding = requestHeaders.get(HttpHeaderNames.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      refuse(
          Refusal.plain(
              415,
              "invalid_request_error",
              "content-encoding: expected none (send it uncompressed)"),
          false);
      return;
    }
    Operation operation = GatewayRoutes.operation(method, path);
    BodyOutline outline = null;
    if (operation != Operation.PASS_THROUGH || json() || RequestScanner.looksLikeObject(whole)) {
      switch (RequestScanner.scan(whole, operation)) {
        case Result.Ok<BodyOutline, RequestScanner.Fault>(BodyOutline found) -> outline = found;
        case Result.Err<BodyOutline, RequestScanner.Fault>(RequestScanner.Fault fault) -> {
          String field = fault.field();
          refuse(
              Refusal.invalid(field, (field == null ? "body" : field) + ": " + fault.rule()),
              false);
          return;
        }
      }
    }
    ModelCall modelCall =
        new ModelCall(
            CallHeaders.key(requestHeaders),
            provider,
            operation,
            method.name(),
            GatewayRoutes.canonical(operation, path),
            CallHeaders.handedOn(requestHeaders),
            whole,
            outline,
            CallHeaders.metadata(requestHeaders),
            context());
    decided(services.admit().admit(modelCall));
  }

  private CallContext context() {
    return new CallContext(
        traceId,
        traceId == null ? null : CallHeaders.spanId(requestHeaders),
        traceId == null ? null : CallHeaders.parentSpanId(requestHeaders),
        traceId == null ? null : CallHeaders.spanName(requestHeaders),
        ctx.channel().remoteAddress() instanceof InetSocketAddress peer ? peer.getAddress() : null,
        arrivedNanos,
        !"false".equalsIgnoreCase(CallHeaders.first(requestHeaders, "debug")));
  }

  private void decided(Admission admission) {
    switch (admission) {
      case Admission.Pending(CompletionStage<Admission> decision) ->
          decision.whenComplete(
              (made, error) -> ctx.executor().execute(() -> decidedLater(made, error)));
      case Admission.Denied denied -> {
        limits = denied.standing();
        Refusal refusal = Refusal.of(denied.denial());
        RefusedCall refused = denied.call();
        if (refused != null) {
          requestId = refused.requestId().toString();
        }
        refuse(refusal, false);
        if (refused != null) {
          refused.answered(refusal.status());
        }
      }
      case Admission.Admitted admitted -> {
        call = admitted.call();
        limits = call.standing();
        long timeout = CallHeaders.timeoutMillis(requestHeaders);
        if (timeout > 0) {
          deadline = ctx.executor().schedule(this::tooLate, timeout, TimeUnit.MILLISECONDS);
        }
        call.start(this);
      }
    }
  }

  /** The client may be gone by then: what was reserved for it is given back. */
  private void decidedLater(@Nullable Admission admission, @Nullable Throwable error) {
    if (ended) {
      if (admission instanceof Admission.Admitted(AdmittedCall late)) {
        late.abandon();
      }
      return;
    }
    try {
      if (admission == null) {
        throw new IllegalStateException("a call could not be decided on", error);
      }
      decided(admission);
    } catch (RuntimeException bug) {
      crashed(bug);
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    if (ctx.executor().inEventLoop()) {
      subscribed(subscription);
    } else {
      ctx.executor().execute(() -> subscribed(subscription));
    }
  }

  private void subscribed(Flow.Subscription subscription) {
    upstream = subscription;
    if (ended) {
      subscription.cancel();
    } else {
      subscription.request(1);
    }
  }

  @Override
  public void onHead(AnswerHead answer) {
    if (ctx.executor().inEventLoop()) {
      headReceived(answer);
    } else {
      ctx.executor().execute(() -> headReceived(answer));
    }
  }

  private void headReceived(AnswerHead answer) {
    if (ended) {
      return;
    }
    head = answer;
    if (answer.streamed()) {
      cancelDeadline();
      sendHead(answer, -1);
      ctx.flush();
    }
  }

  @Override
  public void onNext(ByteBuffer bytes) {
    ByteBuf copy = ctx.alloc().buffer(bytes.remaining()).writeBytes(bytes);
    if (ctx.executor().inEventLoop()) {
      received(copy);
    } else {
      ctx.executor().execute(() -> received(copy));
    }
  }

  private void received(ByteBuf bytes) {
    AnswerHead answer = head;
    if (ended || answer == null) {
      bytes.release();
      return;
    }
    if (!headSent) {
      hold(answer, bytes);
    } else {
      ctx.writeAndFlush(new DefaultHttpContent(bytes), ctx.voidPromise());
    }
    if (upstream != null) {
      if (ctx.channel().isWritable()) {
        upstream.request(1);
      } else {
        hungry = true;
      }
    }
  }

  private void hold(AnswerHead answer, ByteBuf bytes) {
    ByteBuf before = held;
    if (before == null) {
      held = bytes;
    } else {
      before.writeBytes(bytes);
      bytes.release();
    }
    ByteBuf all = held;
    if (all != null && all.readableBytes() > HELD_BYTES) {
      // Given away first: a write that fails ends the call from within, which frees what is held.
      held = null;
      cancelDeadline();
      sendHead(answer, answer.contentLength());
      ctx.writeAndFlush(new DefaultHttpContent(all), ctx.voidPromise());
    }
  }

  @Override
  public void onSettled(CallReceipt settled) {
    if (ctx.executor().inEventLoop()) {
      receipt = settled;
    } else {
      ctx.executor().execute(() -> receipt = settled);
    }
  }

  @Override
  public void onComplete() {
    if (ctx.executor().inEventLoop()) {
      completed();
    } else {
      ctx.executor().execute(this::completed);
    }
  }

  private void completed() {
    AnswerHead answer = head;
    if (ended) {
      return;
    }
    if (answer == null) {
      refuse(Refusal.of(new UpstreamFailure.BrokenOff("it had no head", true)), false);
      return;
    }
    ByteBuf whole = held == null ? Unpooled.EMPTY_BUFFER : held;
    held = null;
    stop();
    if (headSent) {
      lastContent(!http10 && keepAlive);
    } else {
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), whole);
      headers(response, answer);
      if (method.equals(HttpMethod.HEAD)) {
        // The length of what a GET would bring, where the upstream tells.
        if (answer.contentLength() >= 0) {
          response
              .headers()
              .set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(answer.contentLength()));
        }
      } else if (mayHaveBody(answer.status())) {
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, whole.readableBytes());
      }
      send(response);
    }
    end(true);
  }

  @Override
  public void onError(Throwable error) {
    if (ctx.executor().inEventLoop()) {
      failed(error);
    } else {
      ctx.executor().execute(() -> failed(error));
    }
  }

  private void failed(Throwable error) {
    if (ended) {
      return;
    }
    UpstreamFailure failure =
        error instanceof UpstreamException upstreamError
            ? upstreamError.failure()
            : new UpstreamFailure.BrokenOff("internal error", true);
    Refusal refusal = Refusal.of(failure);
    if (!headSent) {
      refuse(refusal, false);
      return;
    }
    stop();
    if (head != null && head.streamed()) {
      ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(refusal.event())), ctx.voidPromise());
      lastContent(!http10 && keepAlive);
      end(true);
    } else {
      // The length is promised already: only hanging up tells that the answer is not whole.
      ctx.close();
    }
  }

  private void tooLate() {
    if (!ended && !headSent) {
      if (upstream != null) {
        upstream.cancel();
      }
      refuse(
          Refusal.plain(
              408, "timeout_error", "The call took longer than x-portkey-request-timeout allows"),
          false);
    }
  }

  private void refuse(Refusal refusal, boolean unread) {
    if (ended) {
      return;
    }
    stop();
    byte[] bytes = refusal.body(trace());
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(refusal.status()),
            Unpooled.wrappedBuffer(bytes));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
        .set("x-portkey-gateway-exception", "true");
    common(response.headers());
    long retryAfter = refusal.retryAfterSeconds(services.clock().millis());
    if (retryAfter >= 0) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, Long.toString(retryAfter));
    }
    if (unread) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      answered = true;
      ctx.writeAndFlush(response);
      if (bodyRead) {
        end(false);
      } else {
        // A client still sending would see a reset instead of the answer, so it is heard out a
        // while.
        ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
      }
    } else {
      send(response);
      end(true);
    }
  }

  private void sendHead(AnswerHead answer, long contentLength) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    headers(response, answer);
    if (contentLength >= 0) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(contentLength));
    } else if (!http10) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (!keepAlive || http10) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    ctx.write(response, ctx.voidPromise());
    headSent = true;
  }

  private void lastContent(boolean stays) {
    if (stays) {
      ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, ctx.voidPromise());
    } else {
      ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void send(DefaultFullHttpResponse response) {
    if (keepAlive) {
      if (http10) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
      }
      ctx.writeAndFlush(response, ctx.voidPromise());
    } else {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void headers(HttpResponse response, AnswerHead answer) {
    HttpHeaders headers = response.headers();
    boolean tells = services.options().limitHeaders() && limits.size() > 0;
    for (Header header : answer.headers()) {
      // The upstream's limits are not the catalog's, and a client would take them for such.
      if (!tells || !LimitHeaders.speaksOfLimits(header.name())) {
        headers.add(header.name(), header.value());
      }
    }
    common(headers);
    CallReceipt settled = receipt;
    if (settled != null && settled.priced()) {
      headers.set(COST, settled.cost().toUsd().toPlainString());
    }
  }

  private void common(HttpHeaders headers) {
    headers.set(TRACE_ID, trace());
    headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    if (services.options().limitHeaders()) {
      LimitHeaders.write(headers, limits, services.clock().millis());
    }
    AdmittedCall admitted = call;
    if (admitted == null) {
      if (requestId != null) {
        headers.set(REQUEST_ID, requestId);
      }
    } else {
      headers.set(REQUEST_ID, requestId(admitted));
      headers.set(PROVIDER, "@" + admitted.provider());
      headers.set(UPSTREAM_KIND, admitted.upstreamKind());
      headers.set(OPTION_INDEX, CONFIG);
      headers.set(RETRY_COUNT, ZERO);
      headers.set(CACHE_STATUS, DISABLED);
    }
  }

  private String requestId(AdmittedCall admitted) {
    String known = requestId;
    if (known == null) {
      known = admitted.requestId().toString();
      requestId = known;
    }
    return known;
  }

  private String trace() {
    String trace = traceId;
    if (trace == null) {
      trace =
          call != null
              ? requestId(call)
              : requestId != null
                  ? requestId
                  : "mc-"
                      + Long.toHexString(
                              java.util.concurrent.ThreadLocalRandom.current().nextLong())
                          .toLowerCase(Locale.ROOT);
      traceId = trace;
    }
    return trace;
  }

  /** No more of the upstream is passed on. */
  private void stop() {
    if (!ended) {
      ended = true;
      services.traffic().ended();
      cancelDeadline();
      if (held != null) {
        held.release();
        held = null;
      }
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void end(boolean stays) {
    if (stays) {
      if (bodyRead && keepAlive) {
        handler.finished(ctx);
      }
    } else {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private boolean json() {
    return bodyLength > 0 && CallHeaders.isJson(requestHeaders);
  }

  private static boolean mayHaveBody(int status) {
    return status >= 200 && status != 204 && status != 304;
  }

  private int max() {
    return services.options().maxBodyBytes();
  }
}
