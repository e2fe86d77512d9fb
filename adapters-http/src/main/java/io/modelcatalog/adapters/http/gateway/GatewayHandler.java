package io.modelcatalog.adapters.http.gateway;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Takes model calls out of a connection's requests; one handler for each connection. Requests are
 * answered in the order they came in: while one is under way, those behind it wait.
 */
final class GatewayHandler extends ChannelDuplexHandler {
  private final GatewayServices services;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(4);
  private @Nullable GatewayExchange exchange;

  /** Requests handed to the framework whose answers have not gone out. */
  private int elsewhere;

  private boolean handingOn;
  private boolean handedOnInBatch;
  private boolean interim;

  GatewayHandler(GatewayServices services) {
    this.services = services;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!waiting.isEmpty() || (exchange != null && !exchange.wantsBody())) {
      waiting.add(message);
    } else {
      take(ctx, message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (handedOnInBatch) {
      handedOnInBatch = false;
      ctx.fireChannelReadComplete();
    }
    readOn(ctx);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response) {
      interim =
          response.status().codeClass() == io.netty.handler.codec.http.HttpStatusClass.INFORMATIONAL
              && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
    }
    boolean answered = message instanceof LastHttpContent && !interim;
    ctx.write(message, promise);
    if (answered && elsewhere > 0) {
      elsewhere--;
      if (elsewhere == 0 && !waiting.isEmpty()) {
        ctx.executor().execute(() -> drain(ctx));
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.writabilityChanged();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    abandon();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    abandon();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (exchange != null) {
      abandon();
      ctx.close();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    // A model may think for longer than an idle connection is kept: the upstream's own timeouts
    // rule.
    if (!(event instanceof IdleStateEvent) || exchange == null || exchange.wantsBody()) {
      ctx.fireUserEventTriggered(event);
    }
  }

  /** The answer has gone out whole and the request was read to its end. */
  void finished(ChannelHandlerContext ctx) {
    exchange = null;
    if (waiting.isEmpty()) {
      ctx.read();
    } else {
      drain(ctx);
    }
  }

  private void drain(ChannelHandlerContext ctx) {
    while (!waiting.isEmpty() && (exchange == null || exchange.wantsBody())) {
      Object next = waiting.peek();
      if (next instanceof HttpRequest request && mustWait(request)) {
        return;
      }
      waiting.poll();
      take(ctx, next);
    }
    if (handedOnInBatch) {
      handedOnInBatch = false;
      ctx.fireChannelReadComplete();
    }
    readOn(ctx);
  }

  private boolean mustWait(HttpRequest request) {
    return elsewhere > 0 && GatewayRoutes.callPath(request) != null;
  }

  private void take(ChannelHandlerContext ctx, Object message) {
    if (exchange != null) {
      if (message instanceof HttpContent content) {
        exchange.content(content);
      } else {
        ReferenceCountUtil.release(message);
        ctx.close();
      }
      return;
    }
    if (message instanceof HttpRequest request) {
      String path = GatewayRoutes.callPath(request);
      if (path != null && elsewhere > 0) {
        waiting.add(message);
        return;
      }
      if (path != null) {
        exchange = new GatewayExchange(services, this, ctx, request, path);
        exchange.begin();
        if (message instanceof HttpContent content && exchange != null) {
          exchange.content(content);
        }
        return;
      }
      elsewhere++;
      handingOn = true;
    }
    if (!handingOn && !(message instanceof HttpRequest)) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof LastHttpContent) {
      handingOn = false;
    }
    handedOnInBatch = true;
    ctx.fireChannelRead(message);
  }

  /**
   * Asks for more to read: the rest of a body, or, while an upstream works, the news of a hang-up.
   */
  private void readOn(ChannelHandlerContext ctx) {
    if (exchange != null && waiting.isEmpty()) {
      ctx.read();
    }
  }

  private void abandon() {
    GatewayExchange under = exchange;
    exchange = null;
    if (under != null) {
      under.clientGone();
    }
    while (!waiting.isEmpty()) {
      ReferenceCountUtil.release(waiting.poll());
    }
  }
}
