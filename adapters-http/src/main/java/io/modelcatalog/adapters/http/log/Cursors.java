package io.modelcatalog.adapters.http.log;

import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.application.port.log.RequestLogs.Cursor;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** Where a list goes on, as a text that clients only hand back. */
final class Cursors {
  private Cursors() {}

  static String text(Cursor cursor) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((cursor.at() + " " + cursor.id()).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads one.
   *
   * @throws Refusal if it is none
   */
  static Cursor read(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      int blank = plain.indexOf(' ');
      if (blank > 0) {
        return new Cursor(
            Instant.parse(plain.substring(0, blank)), UUID.fromString(plain.substring(blank + 1)));
      }
    } catch (IllegalArgumentException | DateTimeException notOurs) {
      // Refused below.
    }
    throw Paging.invalid("cursor", "expected the next_cursor of an answer");
  }
}
