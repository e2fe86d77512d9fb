package io.modelcatalog.adapters.persistence.log;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Records of calls as one row of bytes: a version, their number, then the records, their fields in
 * order. Numbers take as many bytes as they need (seven bits in each, signs folded in). A text, or
 * the id of a tenant or key, stands there once; where it comes again, its number does. For calls
 * are much alike.
 */
final class RecordBlock {
  private static final byte VERSION = 1;

  private RecordBlock() {}

  /** The bytes of records. */
  static byte[] encode(Collection<LogRecord> records) {
    Writer out = new Writer(64 + records.size() * 160);
    out.put(VERSION);
    out.number(records.size());
    records.forEach(record -> write(record, out));
    return out.bytes();
  }

  /**
   * The records of bytes.
   *
   * @throws IllegalStateException if another version wrote them
   */
  static List<LogRecord> decode(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      throw new IllegalStateException(
          "request log: a block of version " + (bytes.length == 0 ? "?" : bytes[0]));
    }
    Reader in = new Reader(bytes);
    int count = (int) in.number();
    List<LogRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(read(in));
    }
    return records;
  }

  private static void write(LogRecord record, Writer out) {
    out.id(record.id());
    out.number(Columns.micros(record.at()));
    out.known(record.organization().value());
    out.known(record.workspace().value());
    out.optional(record.caller().apiKey().map(ApiKeyId::value));
    out.known(record.caller().keyName());
    out.optional(record.caller().person());
    out.known(record.caller().ip());
    out.known(record.target().integration());
    out.known(record.target().provider());
    out.known(record.target().kind());
    out.known(record.target().model());
    out.known(record.operation().name());
    out.known(record.operation().method());
    out.known(record.operation().path());
    out.flag(record.operation().streamed());
    out.number(record.end().status());
    out.known(record.end().outcome());
    out.known(record.end().reason());
    out.number(record.usage().input());
    out.number(record.usage().cachedInput());
    out.number(record.usage().cacheWrite());
    out.number(record.usage().output());
    out.number(record.usage().reasoning());
    out.number(record.cost().nanos());
    out.flag(record.estimated());
    out.number(record.times().total());
    out.number(record.times().firstByte());
    out.number(record.times().upstream());
    // Without a trace of the client's, it is the call's own id.
    boolean own = record.trace().id().equals(record.id().toString());
    out.flag(own);
    if (!own) {
      out.known(record.trace().id());
    }
    out.known(record.trace().span());
    out.known(record.trace().parent());
    out.known(record.trace().name());
    out.number(record.metadata().size());
    record
        .metadata()
        .forEach(
            (name, text) -> {
              out.known(name);
              out.known(text);
            });
  }

  private static LogRecord read(Reader in) {
    UUID id = in.id();
    return new LogRecord(
        id,
        Columns.instant(in.number()),
        new OrganizationId(in.knownId()),
        new WorkspaceId(in.knownId()),
        new LogRecord.Caller(
            in.flag() ? Optional.of(new ApiKeyId(in.knownId())) : Optional.empty(),
            in.text(),
            in.flag() ? Optional.of(in.text()) : Optional.empty(),
            in.text()),
        new LogRecord.Target(in.text(), in.text(), in.text(), in.text()),
        new LogRecord.Asked(in.text(), in.text(), in.text(), in.flag()),
        new LogRecord.End((int) in.number(), in.text(), in.text()),
        new TokenUsage(in.number(), in.number(), in.number(), in.number(), in.number()),
        new Money(in.number()),
        in.flag(),
        new LogRecord.Times(in.number(), in.number(), in.number()),
        new LogRecord.Trace(in.flag() ? id.toString() : in.text(), in.text(), in.text(), in.text()),
        metadata(in));
  }

  private static Map<String, String> metadata(Reader in) {
    int size = (int) in.number();
    Map<String, String> metadata = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      String name = in.text();
      metadata.put(name, in.text());
    }
    return metadata;
  }

  private static final class Writer {
    private final Map<Object, Integer> known = new HashMap<>();
    private byte[] bytes;
    private int length;

    private Writer(int size) {
      bytes = new byte[size];
    }

    private byte[] bytes() {
      return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
      }
    }

    private void put(byte value) {
      reserve(1);
      bytes[length++] = value;
    }

    private void flag(boolean value) {
      put((byte) (value ? 1 : 0));
    }

    private void number(long value) {
      reserve(10);
      long rest = value << 1 ^ value >> 63;
      while ((rest & ~0x7fL) != 0) {
        bytes[length++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
    }

    private void id(UUID id) {
      reserve(16);
      fixed(id.getMostSignificantBits());
      fixed(id.getLeastSignificantBits());
    }

    private void fixed(long value) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        bytes[length++] = (byte) (value >>> shift);
      }
    }

    private boolean again(Object value) {
      Integer number = known.putIfAbsent(value, known.size() + 1);
      number(number == null ? 0 : number);
      return number != null;
    }

    private void known(UUID id) {
      if (!again(id)) {
        id(id);
      }
    }

    private void known(String text) {
      if (!again(text)) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
      }
    }

    private void optional(Optional<?> value) {
      flag(value.isPresent());
      if (value.isPresent()) {
        if (value.get() instanceof UUID id) {
          known(id);
        } else {
          known(value.get().toString());
        }
      }
    }
  }

  private static final class Reader {
    private final List<Object> known = new ArrayList<>();
    private final byte[] bytes;
    private int at = 1;

    private Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    private boolean flag() {
      return bytes[at++] != 0;
    }

    private long number() {
      long folded = 0;
      int shift = 0;
      byte next;
      do {
        next = bytes[at++];
        folded |= (next & 0x7fL) << shift;
        shift += 7;
      } while (next < 0);
      return folded >>> 1 ^ -(folded & 1);
    }

    private UUID id() {
      return new UUID(fixed(), fixed());
    }

    private long fixed() {
      long value = 0;
      for (int i = 0; i < 8; i++) {
        value = value << 8 | bytes[at++] & 0xff;
      }
      return value;
    }

    private UUID knownId() {
      int number = (int) number();
      if (number > 0) {
        return (UUID) known.get(number - 1);
      }
      UUID id = id();
      known.add(id);
      return id;
    }

    private String text() {
      int number = (int) number();
      if (number > 0) {
        return (String) known.get(number - 1);
      }
      int size = (int) number();
      String text = new String(bytes, at, size, StandardCharsets.UTF_8);
      at += size;
      known.add(text);
      return text;
    }
  }
}
