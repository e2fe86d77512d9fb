package io.modelcatalog.adapters.providers.usage;

import java.util.Arrays;

/**
 * Follows JSON, plain or in server-sent events, byte by byte, and copies the last usage object it
 * sees. It can stop and go on at any byte, keeps no more than a few numbers and that object, and
 * takes no notice of what only looks like usage: text inside strings, or a key at another depth.
 *
 * <p>Usage stands in {@code usage} at the top, in {@code response.usage} (Responses API, inside
 * {@code response.completed}), in {@code message.usage} (the first event of an Anthropic stream),
 * or in {@code x_groq.usage} (older Groq streams). {@code null} is what OpenAI puts into every
 * chunk before the last, and counts as nothing.
 */
public final class UsageScanner {
  /** The longest usage object taken; real ones have 60 to 900 bytes. */
  public static final int MAX_USAGE = 4096;

  private static final long KEY_USAGE = key("usage");
  private static final long KEY_CHOICES = key("choices");
  private static final long KEY_RESPONSE = key("response");
  private static final long KEY_X_GROQ = key("x_groq");
  private static final long KEY_MESSAGE = key("message");
  private static final long KEY_DATA = key("data");

  // Where in the event stream.
  private static final int FIELD = 0;
  private static final int AFTER_COLON = 1;
  private static final int DATA = 2;
  private static final int OTHER = 3;
  private static final int COMMENT = 4;

  // What a byte can mean below the keys we look for; in strings only those from QUOTE on.
  private static final byte PLAIN = 0;
  private static final byte OPEN = 1;
  private static final byte CLOSE = 2;
  private static final byte QUOTE = 3;
  private static final byte BACKSLASH = 4;
  private static final byte LINE_END = 5;
  private static final byte[] KIND = kinds();

  private final boolean events;
  private int line;
  private boolean afterCr;
  private boolean begun;

  // The event at hand.
  private boolean eventEnded;
  private boolean eventHasFields;
  private boolean eventHasBytes;
  private boolean choicesEmpty;
  private boolean choicesFilled;
  private boolean usageSeen;

  // Where in the JSON.
  private int depth;
  private boolean tracked;
  private boolean nested;
  private boolean inString;
  private boolean escaped;
  private boolean keyExpected;
  private boolean inKey;
  private long keyBits;
  private int keyLength;
  private long pendingKey;
  private boolean colon;
  private boolean choicesOpen;
  private boolean over;

  // The usage object.
  private byte[] copy = new byte[0];
  private int copied;
  private boolean copying;
  private int copyDepth;
  private boolean tooLong;
  private byte[] found = new byte[0];
  private int foundLength = -1;
  private boolean fresh;

  private UsageScanner(boolean events) {
    this.events = events;
    resetJson();
  }

  /** Scans one JSON document. */
  public static UsageScanner ofJson() {
    return new UsageScanner(false);
  }

  /** Scans server-sent events whose data are JSON objects. */
  public static UsageScanner ofEvents() {
    return new UsageScanner(true);
  }

  /** Looks at the next bytes. */
  public void scan(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      at = next(bytes, at, to);
    }
  }

  /**
   * Looks at the next bytes up to the end of an event, or all of them: so that of several usage
   * objects in one piece each can be taken.
   *
   * @return the byte after the last one looked at
   */
  public int scanEvent(byte[] bytes, int from, int to) {
    return next(bytes, from, to);
  }

  /** Whether a usage object was completed since this was last asked. */
  public boolean takeFresh() {
    boolean was = fresh;
    fresh = false;
    return was;
  }

  /** Length of the last usage object, -1 if there was none. */
  public int usageLength() {
    return foundLength;
  }

  /** The array that the last usage object stands at the beginning of. */
  public byte[] usage() {
    return found;
  }

  /** Whether the last {@link #next} stopped because an event ended. */
  boolean eventEnded() {
    return eventEnded;
  }

  /** Whether the event that just ended carried usage and nothing else: {@code choices} is empty. */
  boolean onlyUsage() {
    return usageSeen && choicesEmpty && !choicesFilled;
  }

  /** Whether an event has begun and not ended, and may still turn out to carry only usage. */
  boolean undecided() {
    return eventHasBytes && !eventEnded && !choicesFilled && (!over || onlyUsage());
  }

  /** Whether the last byte was a CR, so that a LF next belongs to the same line end. */
  boolean endedInCr() {
    return afterCr;
  }

  /**
   * Looks at bytes up to the end of an event, or all of them.
   *
   * @return the byte after the last one looked at
   */
  int next(byte[] bytes, int from, int to) {
    if (eventEnded) {
      eventEnded = false;
      eventHasBytes = false;
      eventHasFields = false;
      choicesEmpty = false;
      choicesFilled = false;
      usageSeen = false;
      resetJson();
    }
    if (!events) {
      return json(bytes, from, to);
    }
    int at = from;
    while (at < to && !eventEnded) {
      byte b = bytes[at];
      if (afterCr) {
        afterCr = false;
        if (b == '\n') {
          at++;
          continue;
        }
      }
      at = event(bytes, at, to, b);
    }
    if (eventEnded && afterCr && at < to && bytes[at] == '\n') {
      afterCr = false;
      at++;
    }
    return at;
  }

  private int event(byte[] bytes, int at, int to, byte b) {
    eventHasBytes = true;
    if (b == '\n' || b == '\r') {
      afterCr = b == '\r';
      lineEnded();
      return at + 1;
    }
    switch (line) {
      case FIELD -> {
        field(b);
        return at + 1;
      }
      case AFTER_COLON -> {
        line = DATA;
        return b == ' ' ? at + 1 : at;
      }
      case DATA -> {
        return json(bytes, at, to);
      }
      default -> {
        return skipLine(bytes, at, to);
      }
    }
  }

  private void field(byte b) {
    if (b == ':') {
      if (keyLength == 0) {
        line = COMMENT;
      } else {
        line = keyLength == 4 && keyBits == KEY_DATA ? AFTER_COLON : OTHER;
        eventHasFields = true;
      }
      return;
    }
    // A byte order mark may stand before the first line only.
    if (!begun && b < 0) {
      return;
    }
    begun = true;
    keyBits = keyBits << 8 | (b & 0xff);
    if (++keyLength > 4) {
      line = OTHER;
      eventHasFields = true;
    }
  }

  private static int skipLine(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  private void lineEnded() {
    boolean empty = line == FIELD && keyLength == 0;
    // A comment outside an event ends like an event, so that it is never held back.
    eventEnded = empty || (line == COMMENT && !eventHasFields);
    if (line == DATA && inString) {
      over = true; // A raw line end in a string: not JSON.
    }
    line = FIELD;
    keyLength = 0;
    keyBits = 0;
    begun = true;
  }

  private void resetJson() {
    depth = 0;
    tracked = false;
    nested = false;
    inString = false;
    escaped = false;
    keyExpected = false;
    inKey = false;
    keyBits = 0;
    keyLength = 0;
    pendingKey = 0;
    colon = false;
    choicesOpen = false;
    over = false;
    copying = false;
  }

  /** Follows JSON to the end of the line, or of the bytes. */
  private int json(byte[] bytes, int from, int to) {
    int start = from;
    int at = from;
    while (at < to) {
      byte b = bytes[at];
      if (over) {
        return events ? skipLine(bytes, at, to) : to;
      }
      if (mayRush()) {
        at = rush(bytes, at, to);
        if (at == to) {
          break;
        }
        b = bytes[at];
      }
      if (inString) {
        if (!escaped) {
          at = inKey ? readKey(bytes, at, to) : skipString(bytes, at, to);
          if (at == to) {
            break;
          }
          b = bytes[at];
        }
        if (events && (b == '\n' || b == '\r')) {
          break;
        }
        stringByte(b);
        at++;
        continue;
      }
      if (events && (b == '\n' || b == '\r')) {
        break;
      }
      at++;
      if (b <= ' ' && (b >= 0 || depth == 0)) {
        continue; // White space, or a byte order mark.
      }
      boolean wasCopying = copying;
      structure(b);
      if (copying && !wasCopying) {
        start = at - 1;
      } else if (wasCopying && !copying) {
        keep(bytes, start, at);
        usageComplete();
      }
    }
    if (copying) {
      keep(bytes, start, at);
    }
    return at;
  }

  /** Whether the place is below every key we look for, and no first choice is waited for. */
  private boolean mayRush() {
    return depth > (nested ? 2 : 1) && !(choicesOpen && !choicesFilled);
  }

  /**
   * Goes fast through what lies too deep to matter: most of any answer. Only brackets and strings
   * count there. Stops before the bracket that leads back up, and before a line end of an event.
   */
  private int rush(byte[] bytes, int from, int to) {
    int floor = nested ? 2 : 1;
    int level = depth;
    boolean string = inString;
    boolean skip = escaped;
    int at = from;
    scan:
    while (at < to) {
      byte b = bytes[at];
      byte kind = KIND[b & 0xff];
      if (string) {
        if (skip) {
          if (kind == LINE_END) {
            break;
          }
          skip = false;
        } else if (kind >= QUOTE) {
          switch (kind) {
            case QUOTE -> string = false;
            case BACKSLASH -> skip = true;
            default -> {
              break scan;
            }
          }
        }
      } else if (kind != PLAIN) {
        switch (kind) {
          case OPEN -> level++;
          case CLOSE -> {
            if (level - 1 == floor) {
              break scan;
            }
            level--;
          }
          case QUOTE -> string = true;
          case LINE_END -> {
            break scan;
          }
          default -> {
            // A backslash outside of a string is no JSON, and nothing to us.
          }
        }
      }
      at++;
    }
    depth = level;
    inString = string;
    escaped = skip;
    return at;
  }

  private static int skipString(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && KIND[bytes[at] & 0xff] < QUOTE) {
      at++;
    }
    return at;
  }

  private int readKey(byte[] bytes, int from, int to) {
    long bits = keyBits;
    int at = from;
    while (at < to && KIND[bytes[at] & 0xff] < QUOTE) {
      bits = bits << 8 | (bytes[at] & 0xff);
      at++;
    }
    keyBits = bits;
    keyLength += at - from;
    return at;
  }

  /** A byte that ends a string, begins an escape, or follows one. */
  private void stringByte(byte b) {
    if (escaped) {
      escaped = false;
      keyLength += 9; // No key we look for needs an escape.
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      inString = false;
      if (inKey) {
        inKey = false;
        pendingKey = keyLength <= 8 ? keyBits : 0;
        colon = false;
      }
    }
  }

  private void structure(byte b) {
    switch (b) {
      case '"' -> {
        valueBegins();
        inString = true;
        if (keyExpected && atTrackedLevel()) {
          inKey = true;
          keyExpected = false;
          keyBits = 0;
          keyLength = 0;
        } else {
          pendingKey = 0;
        }
      }
      case '{' -> open(true);
      case '[' -> open(false);
      case '}', ']' -> close();
      case ':' -> colon = atTrackedLevel();
      case ',' -> {
        if (atTrackedLevel()) {
          keyExpected = true;
          pendingKey = 0;
          colon = false;
        }
      }
      default -> {
        valueBegins();
        pendingKey = 0;
        if (depth == 0) {
          over = true; // Not an object: "[DONE]" and the like.
        }
      }
    }
  }

  private boolean atTrackedLevel() {
    return tracked && (depth == 1 || (depth == 2 && nested));
  }

  /** Anything that begins directly inside {@code choices} makes it a list that is not empty. */
  private void valueBegins() {
    if (choicesOpen && depth == 2) {
      choicesFilled = true;
    }
  }

  private void open(boolean object) {
    valueBegins();
    if (depth == 0) {
      tracked = object;
      keyExpected = object;
      if (!object) {
        over = true;
      }
    } else if (atTrackedLevel() && colon) {
      if (object && pendingKey == KEY_USAGE) {
        copying = true;
        copied = 0;
        tooLong = false;
        usageSeen = true;
        copyDepth = depth;
      } else if (depth == 1
          && object
          && (pendingKey == KEY_RESPONSE
              || pendingKey == KEY_X_GROQ
              || pendingKey == KEY_MESSAGE)) {
        nested = true;
        keyExpected = true;
      } else if (depth == 1 && pendingKey == KEY_CHOICES) {
        choicesOpen = !object;
        choicesFilled |= object;
        choicesEmpty = !object;
      }
    }
    pendingKey = 0;
    colon = false;
    depth++;
  }

  private void close() {
    depth--;
    if (depth == 1) {
      nested = false;
      choicesOpen = false;
    }
    if (copying && depth == copyDepth) {
      copying = false;
    }
    if (depth <= 0) {
      over = true;
    }
  }

  private void keep(byte[] bytes, int from, int to) {
    int length = to - from;
    if (tooLong || copied + length > MAX_USAGE) {
      tooLong = true;
      return;
    }
    if (copy.length < copied + length) {
      copy = Arrays.copyOf(copy, Math.min(MAX_USAGE, Math.max(512, 2 * (copied + length))));
    }
    System.arraycopy(bytes, from, copy, copied, length);
    copied += length;
  }

  private void usageComplete() {
    if (!tooLong) {
      byte[] spare = found;
      found = copy;
      foundLength = copied;
      copy = spare;
      fresh = true;
    }
    copied = 0;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    kinds['{'] = OPEN;
    kinds['['] = OPEN;
    kinds['}'] = CLOSE;
    kinds[']'] = CLOSE;
    kinds['"'] = QUOTE;
    kinds['\\'] = BACKSLASH;
    kinds['\n'] = LINE_END;
    kinds['\r'] = LINE_END;
    return kinds;
  }

  private static long key(String name) {
    long bits = 0;
    for (int i = 0; i < name.length(); i++) {
      bits = bits << 8 | name.charAt(i);
    }
    return bits;
  }
}
