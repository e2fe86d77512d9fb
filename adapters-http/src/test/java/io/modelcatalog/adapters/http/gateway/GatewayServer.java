package io.modelcatalog.adapters.http.gateway;

import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;

import io.modelcatalog.application.gateway.GatewayWorld;
import io.modelcatalog.application.gateway.ScriptedUpstream;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.workspace.Workspace;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The gateway's handler on a real socket, in front of a handler that stands for the framework.
 * Every buffer comes from an allocator that counts, so that one that is not given back is noticed.
 */
final class GatewayServer implements AutoCloseable {
  static final String KEY = "key-1";
  static final int MAX_BODY = 200_000;

  final GatewayWorld world = new GatewayWorld();
  final ScriptedUpstream upstream = world.upstream;
  final GatewayTraffic traffic = new GatewayTraffic();
  final Workspace workspace;
  final WorkspaceGrant grant;

  /** Paths that reached the framework, in order. */
  final List<String> elsewhere = new CopyOnWriteArrayList<>();

  /** How long the framework takes to answer, in milliseconds. */
  volatile long frameworkDelay;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Channel server;

  GatewayServer() {
    this(new GatewayOptions(MAX_BODY));
  }

  GatewayServer(GatewayOptions options) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    workspace = world.put(aWorkspace().build());
    grant = world.put(aGrant(world.put(anIntegration().build()), workspace).build());
    world.put(aProvider(grant).build());
    world.put(aKeyOf(workspace), KEY);
    world.load();
    GatewayServices services = new GatewayServices(world.gateway, options, traffic, world.clock);
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOCATOR, allocator)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.SO_SNDBUF, 64 * 1024)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new GatewayHandler(services))
                        .addLast(new Framework());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  Wire connect() {
    return Wire.to(port());
  }

  /** Bytes of buffers that were taken and not given back. */
  long buffered() {
    return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
  }

  @Override
  public void close() {
    server.close().syncUninterruptibly();
    connections.close().awaitUninterruptibly();
    try {
      for (int i = 0; i < 200 && (buffered() != 0 || traffic.inFlight() != 0); i++) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    if (buffered() != 0) {
      throw new AssertionError(buffered() + " bytes of buffers were not given back");
    }
    if (traffic.inFlight() != 0) {
      throw new AssertionError(traffic.inFlight() + " calls are counted as under way");
    }
    if (!world.journal.stillOpen().isEmpty()) {
      throw new AssertionError("not settled: " + world.journal.stillOpen());
    }
    world
        .limits(KEY, "openai-prod")
        .forEach(
            state -> {
              if (state.reserved() != 0) {
                throw new AssertionError("still reserved: " + state);
              }
            });
  }

  /** Answers what is not for the gateway, with the request's path and the length of its body. */
  private final class Framework extends ChannelInboundHandlerAdapter {
    private String path = "";
    private long length;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest request) {
        if (request.decoderResult().isFailure()) {
          elsewhere.add("malformed");
          answer(ctx, HttpResponseStatus.BAD_REQUEST, "malformed");
          ctx.executor().schedule(() -> ctx.close(), 0, TimeUnit.MILLISECONDS);
          return;
        }
        path = request.uri();
        length = 0;
        elsewhere.add(path);
      }
      if (message instanceof HttpContent content) {
        length += content.content().readableBytes();
        content.release();
      }
      if (message instanceof LastHttpContent) {
        String text = path + " " + length;
        if (frameworkDelay > 0) {
          ctx.executor()
              .schedule(
                  () -> answer(ctx, HttpResponseStatus.OK, text),
                  frameworkDelay,
                  TimeUnit.MILLISECONDS);
        } else {
          answer(ctx, HttpResponseStatus.OK, text);
        }
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.read();
    }

    private void answer(ChannelHandlerContext ctx, HttpResponseStatus status, String text) {
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              status,
              Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
      response.headers().setInt("content-length", response.content().readableBytes());
      ctx.writeAndFlush(response);
      ctx.read();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
