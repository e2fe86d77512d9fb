package io.modelcatalog.adapters.http.gateway;

import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * Puts header values together as the bytes that are sent, in a buffer that is used again and again.
 * What is not ASCII becomes a question mark.
 */
final class AsciiText {
  private static final int LONGEST_NUMBER = 20;

  private byte[] bytes = new byte[512];
  private int length;

  void clear() {
    length = 0;
  }

  AsciiText append(String text) {
    int more = text.length();
    ensure(more);
    for (int i = 0; i < more; i++) {
      char c = text.charAt(i);
      bytes[length + i] = c < 0x80 ? (byte) c : (byte) '?';
    }
    length += more;
    return this;
  }

  /** A number that is 0 or more. */
  AsciiText append(long number) {
    ensure(LONGEST_NUMBER);
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** What was put together since the last {@link #clear}. */
  AsciiString copy() {
    return new AsciiString(bytes, 0, length, true);
  }

  /** A number alone. */
  AsciiString of(long number) {
    clear();
    return append(number).copy();
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
