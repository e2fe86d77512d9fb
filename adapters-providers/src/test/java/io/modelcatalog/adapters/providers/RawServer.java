package io.modelcatalog.adapters.providers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that says exactly the bytes a test tells it to, and knows nothing of HTTP otherwise. */
public final class RawServer implements AutoCloseable {

  /** What to do with one connection. */
  @FunctionalInterface
  public interface Script {
    void run(Peer peer) throws IOException, InterruptedException;
  }

  /** One accepted connection. */
  public static final class Peer {
    private final Socket socket;
    private final int number;

    Peer(Socket socket, int number) {
      this.socket = socket;
      this.number = number;
    }

    /** Counts connections from 1. */
    public int number() {
      return number;
    }

    public Socket socket() {
      return socket;
    }

    /** Reads one request; null if the client closed instead. */
    public Request request() throws IOException {
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      int matched = 0;
      while (matched < 4) {
        int b = in.read();
        if (b < 0) {
          return null;
        }
        head.write(b);
        matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
      }
      String text = head.toString(StandardCharsets.ISO_8859_1);
      int length = 0;
      for (String line : text.split("\r\n", -1)) {
        if (line.startsWith("content-length: ")) {
          length = Integer.parseInt(line.substring(16));
        }
      }
      return new Request(text, in.readNBytes(length));
    }

    public Peer say(String text) throws IOException {
      return say(text.getBytes(StandardCharsets.UTF_8));
    }

    public Peer say(byte[] bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      return this;
    }

    /** Says a 200 with this JSON body and a length. */
    public Peer json(String body) throws IOException {
      return answer(200, "application/json", body);
    }

    public Peer answer(int status, String type, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return say("HTTP/1.1 "
              + status
              + " Whatever\r\ncontent-type: "
              + type
              + "\r\ncontent-length: "
              + bytes.length
              + "\r\n\r\n")
          .say(bytes);
    }

    public Peer chunk(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream chunk = new ByteArrayOutputStream();
      chunk.writeBytes(Integer.toHexString(bytes.length).getBytes(StandardCharsets.US_ASCII));
      chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
      chunk.writeBytes(bytes);
      chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
      return say(chunk.toByteArray());
    }

    public Peer eventStream() throws IOException {
      return say(
          "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding:"
              + " chunked\r\n\r\n");
    }

    /** Closes so that the other side sees a reset. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits until the client closed or reset; the milliseconds it took, -1 if it did not. */
    public long untilClientIsGone(long patience) throws IOException {
      long began = System.nanoTime();
      socket.setSoTimeout((int) patience);
      try {
        byte[] ignored = new byte[64 * 1024];
        while (socket.getInputStream().read(ignored) >= 0) {
          // Whatever it still says.
        }
      } catch (java.net.SocketTimeoutException e) {
        return -1;
      } catch (IOException e) {
        return (System.nanoTime() - began) / 1_000_000;
      }
      return (System.nanoTime() - began) / 1_000_000;
    }
  }

  /** One request as it came. */
  public record Request(String head, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public String line() {
      return head.substring(0, head.indexOf("\r\n"));
    }

    public String header(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.startsWith(name + ": ")) {
          return line.substring(name.length() + 2);
        }
      }
      return null;
    }
  }

  private final ServerSocket server;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  public RawServer(Script script) throws IOException {
    this(new ServerSocket(0, 128, InetAddress.getLoopbackAddress()), script);
  }

  public RawServer(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  /** A server that answers every request of every connection alike. */
  public static RawServer always(Script answer) throws IOException {
    return new RawServer(
        peer -> {
          while (peer.request() != null) {
            answer.run(peer);
          }
        });
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        Peer peer = new Peer(socket, connections.incrementAndGet());
        Thread.ofVirtual()
            .start(
                () -> {
                  try (socket) {
                    script.run(peer);
                  } catch (IOException e) {
                    // The client went away; tests look at what they expect themselves.
                  } catch (InterruptedException | RuntimeException | Error e) {
                    failures.add(e);
                  }
                });
      } catch (IOException e) {
        return;
      }
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public String hostAndPort() {
    return "127.0.0.1:" + port();
  }

  public int connections() {
    return connections.get();
  }

  /** What went wrong in scripts. */
  public List<Throwable> failures() {
    return failures;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
