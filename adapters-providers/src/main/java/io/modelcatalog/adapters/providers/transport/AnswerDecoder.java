package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.application.port.upstream.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 answers (RFC 9112) from arrays, stopping and going on at any byte. Chunks are
 * joined in place, so a read that brings many events is handed on as one piece.
 *
 * <p>Strict: line ends are CRLF, {@code content-length} stands once, {@code transfer-encoding} is
 * exactly {@code chunked} and never beside a length. An answer whose end two programs could see in
 * different places is refused.
 */
final class AnswerDecoder {
  private static final int MAX_CHUNK_LINE = 1024;
  private static final int LARGE_HEAD = 8 * 1024;
  private static final int MAX_TRAILERS = 8 * 1024;
  private static final int MAX_INTERIM_ANSWERS = 16;
  private static final byte[] PROTOCOL = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

  private enum State {
    HEAD,
    LENGTH,
    TO_CLOSE,
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_LINE_END,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    TRAILER,
    DONE,
    FAILED
  }

  private final int maxHead;
  private State state = State.HEAD;
  private boolean expectsNoBody;
  private byte[] pending = new byte[0];
  private int pendingLength;
  private int headBytes;
  private int interim;
  private @Nullable ReceivedHead head;
  private @Nullable String problem;
  private boolean keepAlive;
  private long keepAliveSeconds;
  private long remaining;
  private int digits;
  private int lineBytes;
  private int trailerLine;
  private boolean trailerCr;
  private int payloadFrom;
  private int payloadTo;

  AnswerDecoder(int maxHead) {
    this.maxHead = maxHead;
  }

  /** Gets ready for the next answer. */
  void begin(boolean answerHasNoBody) {
    state = State.HEAD;
    expectsNoBody = answerHasNoBody;
    pendingLength = 0;
    if (pending.length > LARGE_HEAD) {
      pending = new byte[0];
    }
    headBytes = 0;
    interim = 0;
    head = null;
    problem = null;
    keepAlive = false;
    keepAliveSeconds = -1;
    remaining = 0;
  }

  /** The answer's head, or null as long as it is not whole. */
  @Nullable ReceivedHead head() {
    return head;
  }

  /** Which rule the answer broke, or null. */
  @Nullable String problem() {
    return problem;
  }

  /** Whether the whole answer was read. */
  boolean complete() {
    return state == State.DONE;
  }

  /** Whether only the end of the connection ends this body. */
  boolean endsWithConnection() {
    return state == State.TO_CLOSE;
  }

  /** Whether the connection can carry another exchange once this answer is complete. */
  boolean keepAlive() {
    return keepAlive;
  }

  /** How long the server says it keeps the connection, in seconds; -1 if it does not say. */
  long keepAliveSeconds() {
    return keepAliveSeconds;
  }

  /** Where the payload found by the last {@link #readBody} begins. */
  int payloadFrom() {
    return payloadFrom;
  }

  /** Where the payload found by the last {@link #readBody} ends. */
  int payloadTo() {
    return payloadTo;
  }

  /**
   * Reads on in the head.
   *
   * @return the byte after the last one used
   */
  int readHead(byte[] in, int from, int to) {
    int at = from;
    while (at < to && state == State.HEAD && head == null) {
      int before = pendingLength;
      int take = Math.min(to - at, maxHead - headBytes - before);
      if (take <= 0) {
        fail("headers of more than " + maxHead + " bytes");
        return at;
      }
      append(in, at, take);
      int end = endOfHead(Math.max(0, before - 3), before);
      if (state == State.FAILED) {
        return at;
      }
      if (end < 0) {
        at += take;
        continue;
      }
      at += end - before;
      headBytes += end;
      parse(end);
      pendingLength = 0;
    }
    return at;
  }

  private void append(byte[] in, int from, int length) {
    if (pending.length < pendingLength + length) {
      pending = Arrays.copyOf(pending, Math.max(1024, 2 * (pendingLength + length)));
    }
    System.arraycopy(in, from, pending, pendingLength, length);
    pendingLength += length;
  }

  /** The byte after the empty line, or -1. Refuses early what cannot become a head. */
  private int endOfHead(int from, int fresh) {
    for (int i = fresh; i < Math.min(pendingLength, PROTOCOL.length); i++) {
      if (pending[i] != PROTOCOL[i]) {
        fail("the answer is not HTTP/1.1");
        return -1;
      }
    }
    for (int i = from; i < pendingLength; i++) {
      if (pending[i] == '\n') {
        if (i == 0 || pending[i - 1] != '\r') {
          fail("a header line does not end in CRLF");
          return -1;
        }
        if (i >= 3 && pending[i - 2] == '\n') {
          return i + 1;
        }
      }
    }
    return -1;
  }

  private void parse(int end) {
    int lineEnd = indexOfCr(0, end);
    int status = status(lineEnd);
    if (status < 0) {
      fail("the status line is malformed");
      return;
    }
    if (status < 200) {
      if (status < 102 && status != 100) {
        fail(status == 101 ? "the upstream switched protocols unasked" : "the status is malformed");
      } else if (++interim > MAX_INTERIM_ANSWERS) {
        fail("too many interim answers");
      }
      return;
    }
    boolean http10 = pending[7] == '0';
    List<Header> headers = new ArrayList<>(24);
    Framing framing = new Framing();
    int at = lineEnd + 2;
    while (at < end - 2) {
      lineEnd = indexOfCr(at, end);
      Header header = header(at, lineEnd);
      if (header == null) {
        fail("a header line is malformed");
        return;
      }
      headers.add(header);
      framing.see(header);
      at = lineEnd + 2;
    }
    String broken = framing.problem(http10);
    if (broken != null) {
      fail(broken);
      return;
    }
    keepAlive = framing.close ? false : !http10 || framing.keepAlive;
    keepAliveSeconds = framing.keepAliveSeconds;
    boolean noBody = expectsNoBody || status == 204 || status == 304;
    if (noBody) {
      state = State.DONE;
      keepAlive &= expectsNoBody || (framing.length <= 0 && !framing.chunked);
    } else if (framing.chunked) {
      startChunk();
    } else if (framing.length >= 0) {
      remaining = framing.length;
      state = remaining == 0 ? State.DONE : State.LENGTH;
    } else {
      state = State.TO_CLOSE;
      keepAlive = false;
    }
    long length = noBody && !expectsNoBody ? 0 : framing.length;
    head = new ReceivedHead(status, headers, length);
  }

  private int indexOfCr(int from, int end) {
    int i = from;
    while (i < end && pending[i] != '\r') {
      i++;
    }
    return i;
  }

  private int status(int lineEnd) {
    boolean shaped =
        lineEnd >= 12
            && (pending[7] == '1' || pending[7] == '0')
            && pending[8] == ' '
            && (lineEnd == 12 || pending[12] == ' ');
    if (!shaped || pending[lineEnd + 1] != '\n') {
      return -1;
    }
    int status = 0;
    for (int i = 9; i < 12; i++) {
      if (pending[i] < '0' || pending[i] > '9') {
        return -1;
      }
      status = status * 10 + pending[i] - '0';
    }
    return status <= 599 ? status : -1;
  }

  private @Nullable Header header(int from, int lineEnd) {
    if (pending[lineEnd + 1] != '\n') {
      return null;
    }
    int colon = from;
    while (colon < lineEnd && isTokenByte(pending[colon])) {
      if (pending[colon] >= 'A' && pending[colon] <= 'Z') {
        pending[colon] = (byte) (pending[colon] + 'a' - 'A');
      }
      colon++;
    }
    if (colon == from || colon == lineEnd || pending[colon] != ':') {
      return null;
    }
    int start = colon + 1;
    int stop = lineEnd;
    while (start < stop && isBlank(pending[start])) {
      start++;
    }
    while (stop > start && isBlank(pending[stop - 1])) {
      stop--;
    }
    for (int i = start; i < stop; i++) {
      if ((pending[i] >= 0 && pending[i] < ' ' && pending[i] != '\t') || pending[i] == 0x7f) {
        return null;
      }
    }
    return new Header(
        new String(pending, from, colon - from, StandardCharsets.ISO_8859_1),
        new String(pending, start, stop - start, StandardCharsets.ISO_8859_1));
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isTokenByte(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || (b > ' ' && b < 0x7f && "!#$%&'*+-.^_`|~".indexOf(b) >= 0);
  }

  /** What the headers say about the body's end and the connection's. */
  private static final class Framing {
    private long length = -1;
    private boolean chunked;
    private boolean close;
    private boolean keepAlive;
    private long keepAliveSeconds = -1;
    private @Nullable String broken;

    void see(Header header) {
      switch (header.name()) {
        case "content-length" -> {
          long value = decimal(header.value());
          if (value < 0 || length >= 0) {
            broken = "content-length is malformed or stands twice";
          }
          length = value;
        }
        case "transfer-encoding" -> {
          if (chunked || !header.value().equalsIgnoreCase("chunked")) {
            broken = "transfer-encoding is not exactly chunked";
          }
          chunked = true;
        }
        case "connection" -> {
          String value = header.value().toLowerCase(Locale.ROOT);
          close |= value.contains("close");
          keepAlive |= value.contains("keep-alive");
        }
        case "keep-alive" -> {
          int at = header.value().indexOf("timeout=");
          if (at >= 0) {
            int end = at + 8;
            while (end < header.value().length() && Character.isDigit(header.value().charAt(end))) {
              end++;
            }
            keepAliveSeconds = decimal(header.value().substring(at + 8, end));
          }
        }
        default -> {
          // Says nothing about framing.
        }
      }
    }

    @Nullable String problem(boolean http10) {
      if (broken != null) {
        return broken;
      }
      if (chunked && (length >= 0 || http10)) {
        return "transfer-encoding beside content-length or in HTTP/1.0";
      }
      return null;
    }

    private static long decimal(String text) {
      if (text.isEmpty() || text.length() > 18) {
        return -1;
      }
      long value = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c < '0' || c > '9') {
          return -1;
        }
        value = value * 10 + c - '0';
      }
      return value;
    }
  }

  /**
   * Reads on in the body. The payload found stands in the same array from {@link #payloadFrom} to
   * {@link #payloadTo} afterwards.
   *
   * @return the byte after the last one used; less than {@code to} only if the answer is complete
   */
  int readBody(byte[] in, int from, int to) {
    payloadFrom = from;
    payloadTo = from;
    int at = from;
    while (at < to && state != State.DONE && state != State.FAILED) {
      at = step(in, at, to);
    }
    return at;
  }

  private int step(byte[] in, int at, int to) {
    switch (state) {
      case TO_CLOSE -> {
        return take(in, at, to);
      }
      case LENGTH -> {
        int end = (int) Math.min(to, at + remaining);
        remaining -= end - at;
        if (remaining == 0) {
          state = State.DONE;
        }
        return take(in, at, end);
      }
      case CHUNK_DATA -> {
        int end = (int) Math.min(to, at + remaining);
        remaining -= end - at;
        if (remaining == 0) {
          state = State.CHUNK_DATA_CR;
        }
        return take(in, at, end);
      }
      default -> {
        chunkSyntax(in[at]);
        return at + 1;
      }
    }
  }

  private int take(byte[] in, int at, int end) {
    if (payloadTo == payloadFrom) {
      payloadFrom = at;
      payloadTo = end;
    } else {
      if (payloadTo != at) {
        System.arraycopy(in, at, in, payloadTo, end - at);
      }
      payloadTo += end - at;
    }
    return end;
  }

  private void startChunk() {
    state = State.CHUNK_SIZE;
    remaining = 0;
    digits = 0;
    lineBytes = 0;
  }

  private void chunkSyntax(byte b) {
    switch (state) {
      case CHUNK_SIZE -> chunkSize(b);
      case CHUNK_EXTENSION -> {
        if (b == '\r') {
          state = State.CHUNK_LINE_END;
        } else if (b == '\n' || ++lineBytes > MAX_CHUNK_LINE) {
          fail("a chunk's size line is malformed");
        }
      }
      case CHUNK_LINE_END -> {
        if (b != '\n') {
          fail("a chunk's size line is malformed");
        } else if (remaining > 0) {
          state = State.CHUNK_DATA;
        } else {
          state = State.TRAILER;
          lineBytes = 0;
          trailerLine = 0;
          trailerCr = false;
        }
      }
      case CHUNK_DATA_CR -> expect(b, '\r', State.CHUNK_DATA_LF);
      case CHUNK_DATA_LF -> {
        expect(b, '\n', State.CHUNK_SIZE);
        if (state == State.CHUNK_SIZE) {
          startChunk();
        }
      }
      case TRAILER -> trailer(b);
      default -> fail("unexpected bytes");
    }
  }

  private void chunkSize(byte b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0 && digits < 15) {
      remaining = remaining << 4 | digit;
      digits++;
    } else if (digits > 0 && b == '\r') {
      state = State.CHUNK_LINE_END;
    } else if (digits > 0 && (b == ';' || b == ' ' || b == '\t')) {
      state = State.CHUNK_EXTENSION;
    } else {
      fail("a chunk's size is malformed");
    }
  }

  private void expect(byte b, char wanted, State next) {
    if (b == wanted) {
      state = next;
    } else {
      fail("a chunk does not end where its size says");
    }
  }

  private void trailer(byte b) {
    if (++lineBytes > MAX_TRAILERS) {
      fail("trailers of more than " + MAX_TRAILERS + " bytes");
    } else if (b == '\n') {
      if (!trailerCr) {
        fail("a trailer line does not end in CRLF");
      } else if (trailerLine == 0) {
        state = State.DONE;
      }
      trailerLine = 0;
      trailerCr = false;
    } else {
      trailerCr = b == '\r';
      if (!trailerCr) {
        trailerLine++;
      }
    }
  }

  private void fail(String rule) {
    state = State.FAILED;
    problem = rule;
    keepAlive = false;
  }
}
