package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.adapters.providers.transport.UpstreamAddress.Origin;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.upstream.UpstreamFailure.BrokenOff;
import io.modelcatalog.application.port.upstream.UpstreamFailure.TimedOut;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an upstream and the exchange it carries, if any.
 *
 * <p>Nothing is read from the socket unless the exchange waits for its head or its reader asks for
 * more, so at most one read's worth of bytes is held for a slow reader. While unused, a read is
 * pending only to notice that the upstream closed.
 */
final class Connection extends ChannelDuplexHandler
    implements Exchange.Work, ChannelFutureListener {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int PIECE = 64 * 1024;
  private static final long NO_DEADLINE = Long.MAX_VALUE;

  /**
   * How soon after a complete request a pooled connection must be found closed for that to count as
   * the upstream having closed it before the request arrived; see {@link #mayRepeat}.
   */
  private static final long RACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LoopConnections connections;
  private final Origin origin;
  private final HttpTransport transport;
  private final ConnectAttempt attempt;
  private final TransportTimes times;
  private final AnswerDecoder decoder;
  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(2);

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Exchange exchange;
  private @Nullable ScheduledFuture<?> timer;
  private boolean ready;
  private boolean holdsSlot;
  private boolean reading;
  private boolean draining;
  private boolean atEnd;
  private boolean endIsClean;
  private boolean closed;
  private boolean carriedBefore;
  private boolean answered;
  private boolean bodyBegun;
  private long written;
  private boolean sent;
  private long since;
  private long keepNanos;

  Connection(
      LoopConnections connections, HttpTransport transport, Origin origin, ConnectAttempt attempt) {
    this.connections = connections;
    this.transport = transport;
    this.origin = origin;
    this.attempt = attempt;
    this.times = transport.times();
    this.decoder = new AnswerDecoder(times.maxHeadBytes());
    this.keepNanos = times.keepAlive();
  }

  Origin origin() {
    return origin;
  }

  boolean usable() {
    return ready && !closed && channel().isActive();
  }

  private ChannelHandlerContext ctx() {
    ChannelHandlerContext current = ctx;
    if (current == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return current;
  }

  private Channel channel() {
    return ctx().channel();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    holdsSlot = true;
  }

  /** Whether a socket stood behind this at all. */
  boolean wasAdded() {
    return ctx != null;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    giveSlotBack();
  }

  private void giveSlotBack() {
    if (holdsSlot) {
      holdsSlot = false;
      transport.giveSlotBack();
    }
  }

  /** The last check of the address, on the one way any connection takes. */
  @Override
  public void connect(
      ChannelHandlerContext context,
      SocketAddress remote,
      SocketAddress local,
      ChannelPromise promise) {
    boolean mayCall =
        remote instanceof InetSocketAddress inet
            && !inet.isUnresolved()
            && transport.guard().refusal(origin, new InetAddress[] {inet.getAddress()}) == null;
    if (mayCall) {
      var _ = context.connect(remote, local, promise);
    } else {
      promise.setFailure(new ConnectException("address not allowed"));
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (origin.secure()) {
      read(); // The handshake needs answers, and nothing is read unasked.
    } else {
      becomeReady();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        becomeReady();
      } else {
        attempt.broken(this, handshake.cause());
        close();
      }
    } else if (event instanceof SslCloseCompletionEvent close) {
      endIsClean = close.isSuccess();
    }
  }

  private void becomeReady() {
    ready = true;
    endIsClean = !origin.secure();
    since = System.nanoTime();
    timer = channel().eventLoop().schedule(this::tick, times.tick(), TimeUnit.NANOSECONDS);
    attempt.connected(this);
  }

  /** Sends a request; its answer goes to the exchange. */
  void carry(Exchange next) {
    exchange = next;
    next.waitOn(this);
    decoder.begin(next.request().expectsNoBody());
    answered = false;
    bodyBegun = false;
    written = 0;
    sent = false;
    write();
    if (exchange == next) {
      advance();
    }
  }

  private void write() {
    Exchange current = exchange;
    if (current == null) {
      return;
    }
    OutgoingRequest request = current.request();
    long length = request.length();
    boolean wrote = false;
    while (written < length && !closed && channel().isWritable()) {
      int size = (int) Math.min(PIECE, length - written);
      ByteBuf piece = ctx().alloc().directBuffer(size);
      request.copy(written, size, piece);
      written += size;
      wrote = true;
      if (written == length) {
        ctx().write(piece).addListener(this);
      } else {
        var _ = ctx().write(piece, ctx().voidPromise());
      }
    }
    if (wrote) {
      since = System.nanoTime();
      ctx().flush();
    }
  }

  /** The last byte of the request has left, or the connection failed before. */
  @Override
  public void operationComplete(ChannelFuture lastWrite) {
    sent = lastWrite.isSuccess();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel().isWritable()) {
      write();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (exchange == null || !bytes.isReadable()) {
      bytes.release();
      if (exchange == null && !closed) {
        close(); // Nobody asked: whatever this is, it would be taken for the next answer.
      }
      return;
    }
    answered = true;
    held.add(bytes);
    drain();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    if (!ready) {
      read();
    } else {
      advance();
    }
  }

  @Override
  public void demanded() {
    advance();
  }

  /** Works off what is held, then reads on if the exchange waits for the upstream. */
  private void advance() {
    if (draining || (closed && !atEnd)) {
      return;
    }
    drain();
    Exchange current = exchange;
    if (current == null) {
      read(); // Only to notice when the upstream closes.
      return;
    }
    if (!held.isEmpty()) {
      return;
    }
    if (atEnd) {
      ended(current);
    } else if (decoder.head() == null || current.hasDemand()) {
      read();
    }
  }

  private void read() {
    if (!reading && !closed) {
      reading = true;
      if (exchange != null && bodyBegun) {
        since = System.nanoTime();
      }
      ctx().read();
    }
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    byte[] scratch = connections.takeScratch();
    try {
      Exchange current = exchange;
      while (current != null
          && !held.isEmpty()
          && (decoder.head() == null || current.hasDemand())) {
        ByteBuf bytes = held.element();
        int size = Math.min(bytes.readableBytes(), scratch.length);
        bytes.getBytes(bytes.readerIndex(), scratch, 0, size);
        int used =
            decoder.head() == null ? head(current, scratch, size) : body(current, scratch, size);
        if (exchange == current) {
          bytes.skipBytes(used);
          if (!bytes.isReadable()) {
            held.remove().release();
          }
        }
        current = exchange;
      }
    } finally {
      connections.giveBack(scratch);
      draining = false;
    }
  }

  private int head(Exchange current, byte[] bytes, int size) {
    int used = decoder.readHead(bytes, 0, size);
    String problem = decoder.problem();
    if (problem != null) {
      breakOff(current, "the answer is not proper HTTP: " + problem);
      return used;
    }
    ReceivedHead head = decoder.head();
    if (head != null) {
      boolean complete = decoder.complete();
      boolean more = used < held.element().readableBytes();
      String refused = current.head(head);
      if (refused != null) {
        breakOff(current, refused);
      } else if (complete && exchange == current) {
        current.body(bytes, 0, 0, true);
        if (exchange == current) {
          finish(current, more);
        }
      }
    }
    return used;
  }

  private int body(Exchange current, byte[] bytes, int size) {
    bodyBegun = true;
    int used = decoder.readBody(bytes, 0, size);
    String problem = decoder.problem();
    if (problem != null) {
      breakOff(current, "the answer is not proper HTTP: " + problem);
      return used;
    }
    boolean complete = decoder.complete();
    boolean more = used < held.element().readableBytes() || held.size() > 1;
    if (complete || decoder.payloadTo() > decoder.payloadFrom()) {
      current.body(bytes, decoder.payloadFrom(), decoder.payloadTo(), complete);
    }
    if (complete && exchange == current) {
      finish(current, more);
    }
    return used;
  }

  /** The answer is whole. The connection goes back first: the reader may start another call. */
  private void finish(Exchange current, boolean bytesLeft) {
    exchange = null;
    releaseHeld();
    boolean reusable = decoder.keepAlive() && !bytesLeft && !atEnd && sent;
    if (reusable && decoder.keepAliveSeconds() != 0) {
      long hint = decoder.keepAliveSeconds();
      // One second less than the server promises, so that we let go first.
      keepNanos =
          hint < 0 || hint > 3600
              ? times.keepAlive()
              : Math.min(times.keepAlive(), TimeUnit.SECONDS.toNanos(Math.max(1, hint - 1)));
      carriedBefore = true;
      since = System.nanoTime();
      read();
      connections.release(this);
    } else {
      close();
    }
    current.complete();
  }

  /** The connection ended and all it brought was worked off. */
  private void ended(Exchange current) {
    if (decoder.endsWithConnection() && endIsClean) {
      if (!current.hasDemand()) {
        return;
      }
      byte[] none = new byte[0];
      current.body(none, 0, 0, true);
      if (exchange == current) {
        exchange = null;
        current.complete();
      }
    } else {
      exchange = null;
      current.fail(
          new BrokenOff(
              decoder.head() == null
                  ? "the connection ended before the answer"
                  : "the connection ended within the answer",
              true));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lost();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reset, or TLS that makes no sense: nothing after this counts, and a body that only the end
    // of the connection would have ended is not whole.
    endIsClean = false;
    Exchange current = exchange;
    if (!ready) {
      attempt.broken(this, cause);
      close();
    } else if (cause instanceof IOException) {
      lost();
      var _ = context.close();
    } else if (current != null) {
      LOG.debug("Connection to {} failed", origin.hostAndPort(), cause);
      breakOff(current, "the connection failed");
    } else {
      close();
    }
  }

  private void lost() {
    if (atEnd) {
      return;
    }
    boolean ours = closed;
    atEnd = true;
    leave();
    Exchange current = exchange;
    if (!ready) {
      attempt.broken(this, new ClosedChannelException());
    } else if (current != null && !ours) {
      if (mayRepeat(current)) {
        exchange = null;
        releaseHeld();
        connections.repeat(current);
      } else {
        advance();
      }
    } else {
      releaseHeld();
    }
  }

  /**
   * Whether the request may be sent again over a new connection, once.
   *
   * <p>An upstream may close a connection it thinks unused in the very moment we use it. It has
   * then not read the request; but from here that looks the same as an upstream that took the
   * request, may bill it, and died before its first byte. What tells them apart well enough: the
   * connection had carried an exchange before, not one byte came back, and either the request had
   * not left whole (a server cannot act on half a body) or the end came within a second of it (the
   * end was on its way already, give or take a round trip). Without this rule every deploy and
   * every idle timeout of an upstream would show as errors; with it a double bill needs an upstream
   * that bills a call it broke off within its first second without a word. Harmless methods need no
   * clock.
   */
  private boolean mayRepeat(Exchange current) {
    boolean raced =
        carriedBefore
            && !answered
            && (!sent || current.request().idempotent() || System.nanoTime() - since < RACE_NANOS);
    return raced && current.takeRetry();
  }

  private void breakOff(Exchange current, String reason) {
    if (exchange == current) {
      exchange = null;
      releaseHeld();
      close();
      current.fail(new BrokenOff(reason, true));
    }
  }

  /** The reader gave up. */
  @Override
  public void abandon() {
    exchange = null;
    close();
  }

  void close() {
    if (!closed) {
      leave();
      releaseHeld();
      var _ = channel().close();
    }
  }

  /** Stands in no pool, counts for no limit and has no timer any more. */
  private void leave() {
    if (!closed) {
      closed = true;
      connections.gone(this);
      giveSlotBack();
      ScheduledFuture<?> running = timer;
      if (running != null) {
        running.cancel(false);
      }
    }
  }

  private void releaseHeld() {
    ByteBuf bytes = held.poll();
    while (bytes != null) {
      bytes.release();
      bytes = held.poll();
    }
  }

  /**
   * The connection's one timer. It comes at least as often as the shortest timeout is long, so no
   * change of phase ever has to move it.
   */
  private void tick() {
    if (closed) {
      return;
    }
    long now = System.nanoTime();
    long left = deadlineFromNow(now);
    if (left > 0) {
      timer =
          channel()
              .eventLoop()
              .schedule(this::tick, Math.min(left, times.tick()), TimeUnit.NANOSECONDS);
      return;
    }
    Exchange current = exchange;
    exchange = null;
    close();
    if (current != null) {
      UpstreamFailure failure =
          bodyBegun
              ? new TimedOut(TimedOut.Phase.IDLE, TimeUnit.NANOSECONDS.toMillis(times.idle()))
              : new TimedOut(
                  TimedOut.Phase.FIRST_BYTE, TimeUnit.NANOSECONDS.toMillis(times.firstByte()));
      current.fail(failure);
    }
  }

  private long deadlineFromNow(long now) {
    if (exchange == null) {
      return since + keepNanos - now;
    }
    if (!reading) {
      return NO_DEADLINE; // The reader is the slow one.
    }
    return since + (bodyBegun ? times.idle() : times.firstByte()) - now;
  }
}
