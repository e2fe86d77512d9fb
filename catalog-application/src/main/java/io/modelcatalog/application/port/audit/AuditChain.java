package io.modelcatalog.application.port.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How entries are chained: SHA-256 over the hash before, the number, and every field, each with its
 * length before it so that no two entries write alike.
 */
public final class AuditChain {
  /** What stands before the first entry of an organization. */
  public static final String START = "0".repeat(64);

  private final MessageDigest digest;

  private AuditChain(MessageDigest digest) {
    this.digest = digest;
  }

  /**
   * The hash of an entry.
   *
   * @param previous the hash of the entry before it, or {@link #START}
   * @param sequence its number, from 1
   * @param event what was done
   */
  public static String hash(String previous, long sequence, AuditEvent event) {
    try {
      AuditChain chain = new AuditChain(MessageDigest.getInstance("SHA-256"));
      chain.add(previous);
      chain.add(Long.toString(sequence));
      chain.add(event);
      return HexFormat.of().formatHex(chain.digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private void add(AuditEvent event) {
    add(event.id().toString());
    add(event.at().toString());
    add(event.organization().toString());
    add(event.workspace().map(Object::toString));
    add(event.actor().type());
    add(event.actor().id());
    add(event.action());
    add(event.resourceType());
    add(event.resourceId());
    add(event.resourceName());
    add(Integer.toString(event.changes().size()));
    for (AuditEvent.FieldChange change : event.changes()) {
      add(change.field());
      add(change.before());
      add(change.after());
    }
    add(event.request().isPresent() ? "1" : "0");
    event
        .request()
        .ifPresent(
            request -> {
              add(request.method());
              add(request.uri());
              add(request.id());
              add(request.clientIp());
              add(Integer.toString(request.status()));
            });
  }

  private void add(Optional<String> text) {
    if (text.isEmpty()) {
      digest.update(ByteBuffer.allocate(4).putInt(0, -1));
    } else {
      add(text.get());
    }
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
    digest.update(bytes);
  }
}
