package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.log.CapturedBodies;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;

/** Keeps the beginning of an answer as it goes by. Made only where that is to be kept. */
final class AnswerCapture {
  private static final int FIRST = 4 * 1024;

  private final Set<String> hidden;
  private byte[] kept = new byte[FIRST];
  private int length;
  private long seen;

  AnswerCapture(Set<String> hidden) {
    this.hidden = hidden;
  }

  /** Takes what has room of a piece, and leaves its position where it is. */
  void add(ByteBuffer bytes) {
    int all = bytes.remaining();
    int more = Math.min(all, CapturedBodies.MOST - length);
    if (more > 0) {
      if (length + more > kept.length) {
        kept =
            Arrays.copyOf(
                kept, Math.min(CapturedBodies.MOST, Math.max(length + more, kept.length * 2)));
      }
      bytes.get(bytes.position(), kept, length, more);
      length += more;
    }
    seen += all;
  }

  /** What was asked and answered so far; a large request is not held on to. */
  CapturedBodies with(byte[] request) {
    return new CapturedBodies(
        request.length > CapturedBodies.MOST
            ? Arrays.copyOf(request, CapturedBodies.MOST)
            : request,
        request.length,
        Arrays.copyOf(kept, length),
        seen,
        hidden);
  }
}
