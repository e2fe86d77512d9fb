package io.modelcatalog.application.integration;

import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Headers of one's own may carry a token. Such values are shown masked, and a mask that is sent
 * back stands for the value it hides.
 */
final class SensitiveHeaders {
  static final String HEADERS = "custom_headers";

  private static final List<String> TELLTALE =
      List.of("auth", "cookie", "credential", "key", "passw", "secret", "signature", "token");

  private SensitiveHeaders() {}

  /** Settings as they may be shown. */
  static Settings masked(Settings settings) {
    Map<String, Object> headers = settings.object(HEADERS).values();
    if (headers.isEmpty()) {
      return settings;
    }
    LinkedHashMap<String, Object> shown = new LinkedHashMap<>();
    headers.forEach((name, value) -> shown.put(name, isSensitive(name) ? mask(value) : value));
    return settings.with(Settings.of(Map.of(HEADERS, shown)));
  }

  /** Settings as they were meant: a mask that was read and sent back is its value again. */
  static Settings unmasked(Settings sent, Settings stored) {
    Map<String, Object> headers = sent.object(HEADERS).values();
    if (headers.isEmpty()) {
      return sent;
    }
    Map<String, Object> known = stored.object(HEADERS).values();
    LinkedHashMap<String, Object> meant = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> {
          Object before = known.get(name);
          boolean echoed = before != null && isSensitive(name) && mask(before).equals(value);
          meant.put(name, echoed ? before : value);
        });
    return sent.with(Settings.of(Map.of(HEADERS, meant)));
  }

  private static boolean isSensitive(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return TELLTALE.stream().anyMatch(name::contains);
  }

  private static String mask(Object value) {
    String text = String.valueOf(value);
    return text.isEmpty() ? "" : SecretText.of(text).masked();
  }
}
