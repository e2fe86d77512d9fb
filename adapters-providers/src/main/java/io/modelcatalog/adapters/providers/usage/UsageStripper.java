package io.modelcatalog.adapters.providers.usage;

import java.util.Arrays;

/**
 * Takes the event that carries nothing but usage out of an event stream, for a client that did not
 * ask for it. Every other byte passes as it came.
 *
 * <p>Bytes are held back only while they belong to an event of which it is still open whether it is
 * that one: a chunk with a choice in it is let go as soon as the choice begins. An event that is
 * still open after 64 KiB is let go, whatever it is.
 */
public final class UsageStripper {
  private static final int MAX_HELD = 64 * 1024;

  private final UsageScanner scanner;
  private byte[] held = new byte[0];
  private int heldLength;
  private boolean letGo;
  private boolean stripped;
  private byte[] out = new byte[0];
  private int outFrom;
  private int outTo;

  /** Strips what the scanner recognises; the scanner is driven from here. */
  public UsageStripper(UsageScanner scanner) {
    this.scanner = scanner;
  }

  /** The array that holds what passed. */
  public byte[] bytes() {
    return out;
  }

  /** Where what passed begins. */
  public int from() {
    return outFrom;
  }

  /** Where what passed ends. */
  public int to() {
    return outTo;
  }

  /**
   * Looks at the next bytes of the stream; what passes is then in {@link #bytes}, usually the same
   * array. The array given is changed where something is taken out.
   *
   * @param last whether the stream ends here
   */
  public void filter(byte[] bytes, int from, int to, boolean last) {
    begin(bytes, from);
    int at = from;
    if (at < to && scanner.eventEnded() && scanner.endedInCr() && bytes[at] == '\n') {
      // The second half of a line end whose first half ended the event before.
      scanner.scan(bytes, at, at + 1);
      at++;
      if (!stripped) {
        pass(bytes, from, at);
      }
    }
    int eventStart = at;
    while (at < to) {
      at = scanner.next(bytes, at, to);
      if (scanner.eventEnded()) {
        stripped = scanner.onlyUsage() && !letGo;
        if (stripped) {
          heldLength = 0;
        } else {
          pass(bytes, eventStart, at);
        }
        letGo = false;
        eventStart = at;
      }
    }
    rest(bytes, eventStart, to, last);
  }

  private void begin(byte[] bytes, int at) {
    out = bytes;
    outFrom = at;
    outTo = at;
  }

  private void rest(byte[] bytes, int from, int to, boolean last) {
    if (last) {
      // The last event may lack its empty line; if it carries only usage it goes all the same.
      if (scanner.eventEnded() || !scanner.onlyUsage() || letGo) {
        pass(bytes, from, to);
      }
      heldLength = 0;
      return;
    }
    if (!scanner.undecided() || letGo) {
      if (to > from || heldLength > 0) {
        letGo = !scanner.eventEnded();
        pass(bytes, from, to);
      }
    } else if (heldLength + to - from > MAX_HELD) {
      letGo = true;
      pass(bytes, from, to);
    } else {
      hold(bytes, from, to);
    }
  }

  private void pass(byte[] bytes, int from, int to) {
    if (heldLength > 0) {
      byte[] joined = new byte[(outTo - outFrom) + heldLength + (to - from)];
      System.arraycopy(out, outFrom, joined, 0, outTo - outFrom);
      System.arraycopy(held, 0, joined, outTo - outFrom, heldLength);
      outTo = outTo - outFrom + heldLength;
      outFrom = 0;
      out = joined;
      heldLength = 0;
    }
    int length = to - from;
    if (out == bytes) {
      if (outTo == outFrom) {
        outFrom = from;
        outTo = from;
      } else if (outTo != from) {
        System.arraycopy(bytes, from, out, outTo, length);
      }
    } else {
      if (out.length < outTo + length) {
        out = Arrays.copyOf(out, Math.max(outTo + length, 2 * out.length));
      }
      System.arraycopy(bytes, from, out, outTo, length);
    }
    outTo += length;
  }

  private void hold(byte[] bytes, int from, int to) {
    int length = to - from;
    if (held.length < heldLength + length) {
      held = Arrays.copyOf(held, Math.min(MAX_HELD, Math.max(1024, 2 * (heldLength + length))));
    }
    System.arraycopy(bytes, from, held, heldLength, length);
    heldLength += length;
  }
}
