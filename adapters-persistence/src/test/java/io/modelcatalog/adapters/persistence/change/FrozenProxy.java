package io.modelcatalog.adapters.persistence.change;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between a client and a server, and can let connections die silently: what is sent then
 * goes nowhere, and nobody is told.
 */
final class FrozenProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final Queue<AtomicBoolean> live = new ConcurrentLinkedQueue<>();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  FrozenProxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Lets every connection there is die; new ones live. */
  void freeze() {
    live.forEach(frozen -> frozen.set(true));
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        AtomicBoolean frozen = new AtomicBoolean();
        live.add(frozen);
        Thread.ofVirtual().start(() -> copy(client, server, frozen));
        Thread.ofVirtual().start(() -> copy(server, client, frozen));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void copy(Socket from, Socket to, AtomicBoolean frozen) {
    byte[] buffer = new byte[8192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!frozen.get()) {
          out.write(buffer, 0, n);
          out.flush();
        }
      }
    } catch (IOException e) {
      // The connection ended, as connections do.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
