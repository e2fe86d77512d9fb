package io.modelcatalog.adapters.providers.openai;

import io.modelcatalog.adapters.providers.Calls;
import io.modelcatalog.adapters.providers.RawServer;
import io.modelcatalog.adapters.providers.RawServer.Request;
import io.modelcatalog.adapters.providers.UpstreamsOverSockets;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.application.port.upstream.UpstreamContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class OpenAiUpstreamContractTest implements UpstreamContract {
  private final UpstreamsOverSockets sockets = new UpstreamsOverSockets();
  private RawServer server;
  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    server = new RawServer(OpenAiUpstreamContractTest::answer);
    upstream = sockets.to(server);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    sockets.close();
  }

  private static void answer(RawServer.Peer peer) throws IOException, InterruptedException {
    Request request = peer.request();
    while (request != null) {
      if (request.text().contains("\"stream\":true")) {
        peer.eventStream();
        for (int i = 0; i < 5; i++) {
          peer.chunk("data: {\"choices\":[{\"delta\":{\"content\":\"" + i + "\"}}]}\n\n");
          Thread.sleep(5);
        }
        peer.chunk("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}\n\n");
        peer.chunk("data: [DONE]\n\n").say("0\r\n\r\n");
      } else {
        peer.json("{\"choices\":[{}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}");
      }
      request = peer.request();
    }
  }

  @Override
  public Upstream upstream() {
    return upstream;
  }

  @Override
  public UpstreamCall call(boolean streamed) {
    return Calls.chat(streamed ? Calls.CHAT_STREAM : Calls.CHAT);
  }
}
