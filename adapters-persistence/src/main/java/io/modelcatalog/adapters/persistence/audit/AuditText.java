package io.modelcatalog.adapters.persistence.audit;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes an event fit its columns, so that nothing in it can keep the change it tells of back. */
final class AuditText {
  /** Before a value, so that none and the empty text stay apart. */
  private static final String VALUE = "=";

  /** Long enough for whatever people write, and no way to fill the log. */
  private static final int LONGEST_VALUE = 65_536;

  private AuditText() {}

  static AuditEvent storable(AuditEvent event) {
    return new AuditEvent(
        event.id(),
        event.at().truncatedTo(ChronoUnit.MICROS),
        event.organization(),
        event.workspace(),
        new AuditEvent.Who(cut(event.actor().type(), 32), cut(event.actor().id(), 255)),
        cut(event.action(), 64),
        cut(event.resourceType(), 64),
        cut(event.resourceId(), 255),
        cut(event.resourceName(), 1024),
        event.changes().stream().map(AuditText::storable).toList(),
        event
            .request()
            .map(
                request ->
                    new AuditEvent.Request(
                        cut(request.method(), 16),
                        cut(request.uri(), 2048),
                        cut(request.id(), 255),
                        cut(request.clientIp(), 64),
                        request.status())));
  }

  private static FieldChange storable(FieldChange change) {
    return new FieldChange(
        cut(change.field(), 1024),
        change.before().map(text -> cut(text, LONGEST_VALUE)),
        change.after().map(text -> cut(text, LONGEST_VALUE)));
  }

  /** Field, before, after, one after the other. */
  static String json(List<FieldChange> changes) {
    List<String> texts = new ArrayList<>();
    for (FieldChange change : changes) {
      texts.add(change.field());
      texts.add(change.before().map(VALUE::concat).orElse(""));
      texts.add(change.after().map(VALUE::concat).orElse(""));
    }
    return Columns.json(texts);
  }

  static List<FieldChange> changes(String json) {
    List<String> texts = Columns.texts(json);
    List<FieldChange> changes = new ArrayList<>();
    for (int i = 0; i + 2 < texts.size(); i += 3) {
      changes.add(new FieldChange(texts.get(i), value(texts.get(i + 1)), value(texts.get(i + 2))));
    }
    return changes;
  }

  private static Optional<String> value(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text.substring(VALUE.length()));
  }

  /** Without zero characters and halves of surrogate pairs, which a database may refuse. */
  private static String cut(String text, int longest) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), longest));
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      if (c != 0 && !half && kept.length() + Character.charCount(c) <= longest) {
        kept.appendCodePoint(c);
      }
    }
    return kept.toString();
  }
}
