package io.modelcatalog.adapters.http.gateway;

import static io.modelcatalog.adapters.http.gateway.GatewayServer.KEY;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.gateway.GatewayWorld;
import io.modelcatalog.application.gateway.ScriptedUpstream.Exchange;
import io.modelcatalog.domain.workspace.Workspace;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection that breaks under a write ends the call from within that write. */
class FailingWritesTest {
  private final GatewayWorld world = new GatewayWorld();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

  @ParameterizedTest
  @CsvSource({"true,10", "false,10", "false,70000", "false,200000", "true,200000"})
  void cancelsTheUpstreamSettlesAndFreesEverything(boolean streamed, int bytes) {
    Workspace workspace = world.put(aWorkspace().build());
    world.put(
        aProvider(world.put(aGrant(world.put(anIntegration().build()), workspace).build()))
            .build());
    world.put(aKeyOf(workspace), KEY);
    world.load();
    GatewayTraffic traffic = new GatewayTraffic();
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setAllocator(allocator);
    channel
        .pipeline()
        .addLast(new Broken())
        .addLast(
            new GatewayHandler(
                new GatewayServices(
                    world.gateway, new GatewayOptions(10_000), traffic, world.clock)));

    channel.writeInbound(request());
    Exchange exchange = world.upstream.next();
    if (streamed) {
      exchange.streamHead();
    } else {
      exchange.head(200);
    }
    for (int at = 0; at < bytes && !exchange.isCancelled(); at += 10_000) {
      exchange.body("x".repeat(Math.min(bytes, 10_000)));
    }
    exchange.complete();
    channel.runPendingTasks();
    channel.finishAndReleaseAll();

    assertThat(world.journal.stillOpen()).isEmpty();
    assertThat(world.journal.allSettled()).hasSize(1);
    assertThat(exchange.isCancelled()).isEqualTo(streamed || bytes > 65_536);
    assertThat(traffic.inFlight()).isZero();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
    assertThat(allocator.metric().usedHeapMemory()).isZero();
    assertThat(channel.isOpen()).isFalse();
  }

  private static DefaultFullHttpRequest request() {
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            "/v1/chat/completions",
            Unpooled.wrappedBuffer(
                "{\"model\":\"@openai-prod/gpt-4o\"}".getBytes(StandardCharsets.UTF_8)));
    request.headers().set("x-portkey-api-key", KEY);
    return request;
  }

  /**
   * Fails every write of content at once, as a socket does whose peer has reset it; a head is still
   * waiting in its buffer by then.
   */
  private static final class Broken extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      boolean content = message instanceof HttpContent;
      ReferenceCountUtil.release(message);
      if (content) {
        promise.tryFailure(new IOException("connection reset by peer"));
      }
    }
  }
}
