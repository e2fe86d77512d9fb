package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.upstream.Operation;
import java.nio.ByteBuffer;

/**
 * Counts the events of a stream that bring something of the answer. Each brings a token at least,
 * as upstreams send no token in pieces; a few more, such as a role, a reason to stop or the verdict
 * of a filter, bring none.
 *
 * <p>It looks at the beginnings and ends of lines only: those with {@code data:} and an object
 * count, or where events have names ({@code response.output_text.delta}) those whose name ends in
 * {@code delta}.
 */
final class StreamedDeltas {
  private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't', ':'};

  private final boolean named;
  private final byte[] prefix;
  private int at;
  private boolean other;
  private long last;
  private long count;

  StreamedDeltas(Operation operation) {
    named = operation == Operation.RESPONSES;
    prefix = named ? EVENT : DATA;
  }

  /** How many events with something of the answer were seen. */
  long count() {
    return count;
  }

  /** Looks at the next bytes without consuming them. */
  void scan(ByteBuffer bytes) {
    int end = bytes.limit();
    for (int i = bytes.position(); i < end; i++) {
      byte b = bytes.get(i);
      if (b == '\n' || b == '\r') {
        lineEnded();
      } else if (other) {
        continue;
      } else if (at < prefix.length) {
        if (b == prefix[at]) {
          at++;
        } else {
          other = true;
        }
      } else if (named) {
        last = last << 8 | (b & 0xff);
      } else if (b == '{') {
        count++;
        other = true;
      } else if (b != ' ') {
        other = true;
      }
    }
  }

  private void lineEnded() {
    if (named && at == prefix.length && (last & 0xff_ffff_ffffL) == delta()) {
      count++;
    }
    at = 0;
    other = false;
    last = 0;
  }

  private static long delta() {
    return ((long) 'd' << 32) | ('e' << 24) | ('l' << 16) | ('t' << 8) | 'a';
  }
}
