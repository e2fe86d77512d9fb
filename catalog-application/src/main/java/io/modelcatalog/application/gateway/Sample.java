package io.modelcatalog.application.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The beginning of an answer, kept in case its tokens must be estimated: large enough to tell how
 * many tokens its bytes come to, small enough to be kept for every call.
 */
final class Sample {
  private static final int LONGEST = 4_096;
  private static final int FIRST = 512;

  private byte[] bytes = new byte[0];
  private int length;

  /** Takes the next bytes as far as there is room, without consuming them. */
  void add(ByteBuffer more) {
    int taken = Math.min(more.remaining(), LONGEST - length);
    if (taken <= 0) {
      return;
    }
    if (bytes.length < length + taken) {
      bytes = Arrays.copyOf(bytes, Math.min(LONGEST, Math.max(FIRST, 2 * (length + taken))));
    }
    more.get(more.position(), bytes, length, taken);
    length += taken;
  }

  int length() {
    return length;
  }

  /** The texts in it that a model wrote, one after the other. */
  String texts() {
    return texts(bytes, length, true);
  }

  /**
   * The text values of JSON, or of JSON in events, whole or cut off.
   *
   * @param written whether only those that a model writes, by their names
   */
  static String texts(byte[] json, int length, boolean written) {
    StringBuilder texts = new StringBuilder();
    String all = new String(json, 0, length, StandardCharsets.UTF_8);
    String name = "";
    int at = all.indexOf('"');
    while (at >= 0) {
      int end = end(all, at + 1);
      int next = end + 1;
      while (next < all.length() && all.charAt(next) <= ' ') {
        next++;
      }
      if (next < all.length() && all.charAt(next) == ':') {
        name = all.substring(at + 1, end);
      } else if (written ? isWritten(name) : !all.startsWith("data:", at + 1)) {
        texts.append(all, at + 1, Math.min(end, all.length())).append('\n');
      }
      at = end < all.length() ? all.indexOf('"', end + 1) : -1;
    }
    return texts.toString();
  }

  private static int end(String all, int from) {
    int at = from;
    while (at < all.length() && all.charAt(at) != '"') {
      at += all.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, all.length());
  }

  private static boolean isWritten(String name) {
    return switch (name) {
      case "content",
          "text",
          "delta",
          "arguments",
          "reasoning",
          "reasoning_content",
          "thinking",
          "partial_json",
          "refusal" ->
          true;
      default -> false;
    };
  }
}
