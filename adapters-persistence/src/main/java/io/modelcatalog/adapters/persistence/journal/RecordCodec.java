package io.modelcatalog.adapters.persistence.journal;

import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.CostSource;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A usage record as bytes, little-endian:
 *
 * <pre>
 * version 1 | kind 1 | request id 16 | second 8 | nano 4 | organization, workspace, key, integration,
 * provider 16 each | input, cached, written, output, reasoning, cost 8 each | status 4 |
 * estimated 1 | outcome 1 | model 2 + text | charges 2 + each (counter 2 + text, window 8, amount 8) |
 * written for long, sound in, sound out 8 each | cost's source 1
 * </pre>
 *
 * Version 1 ends before the last line; it is still read.
 *
 * <p>The amount of a charge over its limit is stored as its complement, and so negative. Texts are
 * UTF-8 with their length in bytes before them; a model's is cut at 1,024 bytes. Outcomes are
 * numbered here, not by the order of the enum, because files outlive a release.
 */
final class RecordCodec {
  private static final byte VERSION = 2;
  private static final byte OLDEST = 1;
  private static final int LAST = 3 * 8 + 1;
  private static final int LONGEST_MODEL = 1_024;
  private static final int FIXED = 2 + 16 + 8 + 4 + 5 * 16 + 6 * 8 + 4 + 1 + 1;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final Outcome[] OUTCOMES = {
    Outcome.COMPLETED,
    Outcome.UPSTREAM_ERROR,
    Outcome.BROKEN_OFF,
    Outcome.CANCELLED,
    Outcome.INTERRUPTED,
    Outcome.CUT
  };
  private static final CostSource[] SOURCES = {
    CostSource.NONE, CostSource.PRICE, CostSource.PROVIDER
  };

  private RecordCodec() {}

  /** A growing array; each writing thread has one of its own. */
  static final class Output {
    private byte[] bytes = new byte[2_048];
    private int length;

    byte[] bytes() {
      return bytes;
    }

    int length() {
      return length;
    }

    /** Begins anew, leaving room in front. */
    void begin(int room) {
      length = room;
    }

    private void reserve(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
      }
    }

    private void put(byte value) {
      bytes[length++] = value;
    }

    private void put(short value) {
      SHORTS.set(bytes, length, value);
      length += 2;
    }

    private void put(int value) {
      INTS.set(bytes, length, value);
      length += 4;
    }

    private void put(long value) {
      LONGS.set(bytes, length, value);
      length += 8;
    }

    private void put(UUID id) {
      put(id.getMostSignificantBits());
      put(id.getLeastSignificantBits());
    }

    private void put(String text, int longest) {
      int chars = text.length();
      reserve(2 + chars);
      int at = length + 2;
      for (int i = 0; i < chars && chars <= longest; i++) {
        char c = text.charAt(i);
        if (c >= 0x80) {
          break;
        }
        bytes[at++] = (byte) c;
      }
      if (at - length - 2 == chars) {
        SHORTS.set(bytes, length, (short) chars);
        length = at;
        return;
      }
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      int kept = Math.min(utf8.length, longest);
      while (kept < utf8.length && kept > 0 && (utf8[kept] & 0xc0) == 0x80) {
        kept--;
      }
      reserve(2 + kept);
      put((short) kept);
      System.arraycopy(utf8, 0, bytes, length, kept);
      length += kept;
    }
  }

  /** Appends a record to the output. */
  static void encode(JournalEntry kind, UsageRecord record, Output out) {
    out.reserve(FIXED);
    out.put(VERSION);
    out.put(kind.code());
    out.put(record.requestId());
    out.put(record.at().getEpochSecond());
    out.put(record.at().getNano());
    out.put(record.organization().value());
    out.put(record.workspace().value());
    out.put(record.apiKey().value());
    out.put(record.integration().value());
    out.put(record.provider().value());
    out.put(record.usage().input());
    out.put(record.usage().cachedInput());
    out.put(record.usage().cacheWrite());
    out.put(record.usage().output());
    out.put(record.usage().reasoning());
    out.put(record.cost().nanos());
    out.put(record.status());
    out.put((byte) (record.estimated() ? 1 : 0));
    out.put(code(record.outcome()));
    out.put(record.model(), LONGEST_MODEL);
    List<Charge> charges = record.charges();
    if (charges.size() > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "charges: " + charges.size() + " (expected: 32767 at most)");
    }
    out.reserve(2);
    out.put((short) charges.size());
    for (int i = 0; i < charges.size(); i++) {
      Charge charge = charges.get(i);
      out.put(charge.key(), Short.MAX_VALUE);
      out.reserve(16);
      out.put(charge.windowStart());
      out.put(charge.over() ? ~charge.amount() : charge.amount());
    }
    out.reserve(LAST);
    out.put(record.usage().cacheWriteLong());
    out.put(record.usage().audioInput());
    out.put(record.usage().audioOutput());
    out.put(code(record.costSource()));
  }

  /** What kind of entry the bytes are. */
  static JournalEntry kind(byte[] body) {
    if (body.length < FIXED || body[0] < OLDEST || body[0] > VERSION) {
      throw new IllegalStateException(
          "usage journal: a record of version "
              + (body.length == 0 ? "?" : body[0])
              + " (this release reads "
              + OLDEST
              + " to "
              + VERSION
              + ")");
    }
    return JournalEntry.of(body[1]);
  }

  /** Whose entry the bytes are. */
  static UUID requestId(byte[] body) {
    return id(body, 2);
  }

  /** Makes an entry of another kind of the bytes. */
  static void becomes(JournalEntry kind, byte[] body) {
    body[1] = kind.code();
  }

  /** The record of the bytes. */
  static UsageRecord decode(byte[] body) {
    int at = 18;
    long second = (long) LONGS.get(body, at);
    int nano = (int) INTS.get(body, at + 8);
    at += 12;
    UUID organization = id(body, at);
    UUID workspace = id(body, at + 16);
    UUID apiKey = id(body, at + 32);
    UUID integration = id(body, at + 48);
    UUID provider = id(body, at + 64);
    at += 80;
    int counts = at;
    long cost = (long) LONGS.get(body, at + 40);
    int status = (int) INTS.get(body, at + 48);
    boolean estimated = body[at + 52] != 0;
    Outcome outcome = OUTCOMES[body[at + 53]];
    at += 54;
    int modelLength = (short) SHORTS.get(body, at);
    String model = new String(body, at + 2, modelLength, StandardCharsets.UTF_8);
    at += 2 + modelLength;
    int count = (short) SHORTS.get(body, at);
    at += 2;
    List<Charge> charges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int keyLength = (short) SHORTS.get(body, at);
      String key = new String(body, at + 2, keyLength, StandardCharsets.UTF_8);
      at += 2 + keyLength;
      long amount = (long) LONGS.get(body, at + 8);
      boolean over = amount < 0;
      charges.add(new Charge(key, (long) LONGS.get(body, at), over ? ~amount : amount, over));
      at += 16;
    }
    boolean first = body[0] == OLDEST;
    TokenUsage usage =
        new TokenUsage(
            (long) LONGS.get(body, counts),
            (long) LONGS.get(body, counts + 8),
            (long) LONGS.get(body, counts + 16),
            (long) LONGS.get(body, counts + 24),
            (long) LONGS.get(body, counts + 32),
            first ? 0 : (long) LONGS.get(body, at),
            first ? 0 : (long) LONGS.get(body, at + 8),
            first ? 0 : (long) LONGS.get(body, at + 16));
    return new UsageRecord(
        requestId(body),
        Instant.ofEpochSecond(second, nano),
        new OrganizationId(organization),
        new WorkspaceId(workspace),
        new ApiKeyId(apiKey),
        new IntegrationId(integration),
        new ProviderId(provider),
        model,
        usage,
        new Money(cost),
        estimated,
        outcome,
        status,
        charges,
        first ? CostSource.PRICE : SOURCES[body[at + 24]]);
  }

  private static byte code(CostSource source) {
    return switch (source) {
      case NONE -> 0;
      case PRICE -> 1;
      case PROVIDER -> 2;
    };
  }

  private static byte code(Outcome outcome) {
    return switch (outcome) {
      case COMPLETED -> 0;
      case UPSTREAM_ERROR -> 1;
      case BROKEN_OFF -> 2;
      case CANCELLED -> 3;
      case INTERRUPTED -> 4;
      case CUT -> 5;
    };
  }

  private static UUID id(byte[] body, int at) {
    return new UUID((long) LONGS.get(body, at), (long) LONGS.get(body, at + 8));
  }
}
