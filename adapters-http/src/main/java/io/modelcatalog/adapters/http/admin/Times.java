package io.modelcatalog.adapters.http.admin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Instants as the API writes them: UTC with milliseconds. */
public final class Times {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", java.util.Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Times() {}

  /** An instant in text. */
  public static String text(Instant instant) {
    return FORMAT.format(instant);
  }

  /** An instant in text, or null for none. */
  public static @Nullable String text(Optional<Instant> instant) {
    return instant.map(Times::text).orElse(null);
  }
}
