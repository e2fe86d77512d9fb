package io.modelcatalog.adapters.http.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.modelcatalog.application.log.ExportLogs;
import io.modelcatalog.application.log.LogEntry;
import io.modelcatalog.application.port.log.LogExports;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.RequestLogs.Cursor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** An export as JSON lines, read from the log part by part as the client takes it. */
final class ExportedLines extends InputStream {
  private static final JsonFactory JSON = new JsonFactory();

  private final ExportLogs exports;
  private final LogExports.Opened opened;
  private final LogFilter filter;
  private Optional<Cursor> after = Optional.empty();
  private byte[] part = new byte[0];
  private int at;
  private boolean over;

  ExportedLines(ExportLogs exports, LogExports.Opened opened, LogFilter filter) {
    this.exports = exports;
    this.opened = opened;
    this.filter = filter;
  }

  @Override
  public int read() throws IOException {
    return fill() ? part[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    Objects.checkFromIndexSize(from, most, into.length);
    if (most == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(most, part.length - at);
    System.arraycopy(part, at, into, from, count);
    at += count;
    return count;
  }

  private boolean fill() throws IOException {
    if (at < part.length) {
      return true;
    }
    if (over) {
      return false;
    }
    List<LogEntry> entries = exports.read(opened, filter, after);
    if (entries.isEmpty()) {
      over = true;
      return false;
    }
    LogEntry last = entries.getLast();
    after = Optional.of(new Cursor(last.record().at(), last.record().id()));
    part = lines(entries);
    at = 0;
    return true;
  }

  private byte[] lines(List<LogEntry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(entries.size() * 512);
    for (LogEntry entry : entries) {
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        ExportFields.write(json, LogJson.Log.of(entry), opened.export().requested());
      }
      bytes.write('\n');
    }
    return bytes.toByteArray();
  }
}
