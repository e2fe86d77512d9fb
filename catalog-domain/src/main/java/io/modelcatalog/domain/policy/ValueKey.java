package io.modelcatalog.domain.policy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The name of the group of calls that a counter of a policy counts, such as {@code
 * metadata._user:ann-model:openai.gpt-4o}: the grouping keys in their order, each with the call's
 * value. Different groups of one policy have different names.
 *
 * <p>In values {@code %} and {@code :} are written {@code %25} and {@code %3A}. What a call has no
 * value of stands empty. A name of {@value #LONGEST} characters or more is cut and ends in a hash
 * of the whole; none that is not cut is as long.
 */
final class ValueKey {
  /** The group of all calls of a policy that does not group. */
  static final String ALL = "*";

  private static final int LONGEST = 180;
  private static final int HASH_BYTES = 20;

  private ValueKey() {}

  static String of(List<PolicyKey> groupBy, PolicyCall call) {
    if (groupBy.isEmpty()) {
      return ALL;
    }
    StringBuilder name = new StringBuilder(64);
    for (int i = 0; i < groupBy.size(); i++) {
      PolicyKey key = groupBy.get(i);
      if (i > 0) {
        name.append('-');
      }
      name.append(key.wireName()).append(':');
      @Nullable String value = call.value(key);
      if (value != null) {
        if (key.fact() == PolicyKey.Fact.MODEL) {
          // A slug has no dot, so the first one ends it.
          append(name, call.provider());
          name.append('.');
        }
        append(name, value);
      }
    }
    return name.length() < LONGEST ? name.toString() : cut(name.toString());
  }

  private static void append(StringBuilder name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '%' -> name.append("%25");
        case ':' -> name.append("%3A");
        default -> name.append(c);
      }
    }
  }

  private static String cut(String name) {
    int kept = LONGEST - 1 - 2 * HASH_BYTES;
    String begin =
        Character.isHighSurrogate(name.charAt(kept - 1))
            ? name.substring(0, kept - 1) + "~"
            : name.substring(0, kept);
    return begin + "~" + HexFormat.of().formatHex(hash(name), 0, HASH_BYTES);
  }

  /** The same for the same group of the same policy: a UUID of version 8 made of a hash. */
  static UUID id(PolicyId policy, String group) {
    ByteBuffer hash = ByteBuffer.wrap(hash(policy + "/" + group));
    long high = (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x8000L;
    long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
