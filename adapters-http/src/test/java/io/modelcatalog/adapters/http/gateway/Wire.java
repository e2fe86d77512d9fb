package io.modelcatalog.adapters.http.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that writes bytes as it is told and reads answers strictly. */
final class Wire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /** An answer. */
  record Answer(String version, int status, Map<String, List<String>> headers, String body) {
    String header(String name) {
      List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
      return values == null ? null : values.getFirst();
    }
  }

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static Wire to(int port) {
    return to(port, 0);
  }

  /** A connection whose own receive buffer is small, so that it is full soon. */
  static Wire to(int port, int receiveBuffer) {
    try {
      Socket socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
      socket.setSoTimeout(10_000);
      return new Wire(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Wire send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  Wire send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the parts with a pause between them, so that they arrive one by one. */
  Wire sendInPieces(byte[] bytes, int piece) {
    try {
      for (int at = 0; at < bytes.length; at += piece) {
        socket.getOutputStream().write(bytes, at, Math.min(piece, bytes.length - at));
        if (at % (piece * 64) == 0) {
          Thread.sleep(1);
        }
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A POST with a body of known length. */
  Wire post(String path, String body, String... headers) {
    return send(request("POST", path, body, headers));
  }

  static byte[] request(String method, String path, String body, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nhost: here\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (!body.isEmpty() || method.equals("POST")) {
      head.append("content-length: ").append(bytes.length).append("\r\n");
    }
    head.append("\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(bytes);
    return all.toByteArray();
  }

  /** The next answer, whole. */
  Answer answer() {
    return answer("GET");
  }

  /** The next answer to a request of a method. */
  Answer answer(String method) {
    try {
      Answer head = head();
      boolean none =
          method.equals("HEAD")
              || head.status() / 100 == 1
              || head.status() == 204
              || head.status() == 304;
      String body = "";
      if (!none && "chunked".equals(head.header("transfer-encoding"))) {
        body = chunks(Integer.MAX_VALUE);
      } else if (!none && head.header("content-length") != null) {
        body = text(in.readNBytes(Integer.parseInt(head.header("content-length"))));
      } else if (!none) {
        body = text(in.readAllBytes());
      }
      return new Answer(head.version(), head.status(), head.headers(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Status line and headers of the next answer. */
  Answer head() {
    try {
      String[] status = line().split(" ", 3);
      Map<String, List<String>> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers
            .computeIfAbsent(
                line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
            .add(line.substring(colon + 1).trim());
      }
      return new Answer(status[0], Integer.parseInt(status[1]), headers, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** So many chunks of a chunked body, or all up to its end. */
  String chunks(int most) {
    try {
      StringBuilder body = new StringBuilder();
      for (int i = 0; i < most; i++) {
        int size = Integer.parseInt(line(), 16);
        body.append(text(in.readNBytes(size)));
        String end = line();
        if (!end.isEmpty()) {
          throw new AssertionError("a chunk is followed by " + end);
        }
        if (size == 0) {
          return body.toString();
        }
      }
      return body.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What still comes until the server hangs up. */
  String rest() {
    try {
      return text(in.readAllBytes());
    } catch (SocketTimeoutException stays) {
      throw new AssertionError("the connection stays open");
    } catch (IOException reset) {
      return "";
    }
  }

  /** Whether the server hangs up within so long. */
  boolean isClosedWithin(int millis) {
    try {
      socket.setSoTimeout(millis);
      return in.read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Whether nothing comes for so long. */
  boolean isSilentFor(int millis) {
    try {
      socket.setSoTimeout(millis);
      in.mark(1);
      int next = in.read();
      in.reset();
      return next < 0;
    } catch (SocketTimeoutException silent) {
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      try {
        socket.setSoTimeout(10_000);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Hangs up without a goodbye. */
  void reset() {
    try {
      if (socket.isClosed()) {
        return;
      }
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); ; c = in.read()) {
      if (c < 0) {
        throw new EOFException("hung up after \"" + line + "\"");
      }
      if (c == '\n') {
        return line.substring(0, line.length() - 1);
      }
      line.append((char) c);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
