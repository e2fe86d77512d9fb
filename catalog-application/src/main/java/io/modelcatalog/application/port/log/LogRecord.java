package io.modelcatalog.application.port.log;

import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is kept of one call, or of one that was refused, or of one that somebody logged by hand.
 * Names are those of the time of the call.
 *
 * @param id identity of the call; the same as of its usage record
 * @param at when it was admitted, refused or logged
 * @param organization the tenant
 * @param workspace where it was made
 * @param caller who made it
 * @param target what it went to
 * @param operation what was asked for
 * @param end how it ended
 * @param usage what it used
 * @param cost what it cost; zero if nobody knows a price
 * @param estimated whether the usage is an estimate
 * @param times how long it took
 * @param trace where it belongs in a trace
 * @param metadata what was said of it, by name
 */
public record LogRecord(
    UUID id,
    Instant at,
    OrganizationId organization,
    WorkspaceId workspace,
    Caller caller,
    Target target,
    Asked operation,
    End end,
    TokenUsage usage,
    Money cost,
    boolean estimated,
    Times times,
    Trace trace,
    Map<String, String> metadata) {
  /** The metadata that names the user on whose behalf a call is made. */
  public static final String USER = "_user";

  public LogRecord {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** Whether the call was not answered as it should have been. */
  public boolean failed() {
    return end.status() >= 400;
  }

  /** On whose behalf it was made, if that was said. */
  public Optional<String> user() {
    return Optional.ofNullable(metadata.get(USER));
  }

  /**
   * Who called.
   *
   * @param apiKey the key; empty for a person who logged by hand
   * @param keyName the key's name; empty text without a key
   * @param person the person behind the key
   * @param ip the address the call came from; empty text if it is not known
   */
  public record Caller(
      Optional<ApiKeyId> apiKey, String keyName, Optional<String> person, String ip) {}

  /**
   * What was called; empty texts for what is not known, as of calls refused early.
   *
   * @param integration the integration's slug
   * @param provider the provider's slug
   * @param kind the kind of upstream, such as {@code openai}
   * @param model the upstream's name of the model
   */
  public record Target(String integration, String provider, String kind, String model) {}

  /**
   * What was asked for.
   *
   * @param name such as {@code chatComplete}
   * @param method the HTTP method
   * @param path path below {@code /v1}, without a query
   * @param streamed whether the answer was an event stream
   */
  public record Asked(String name, String method, String path, boolean streamed) {}

  /**
   * How it ended.
   *
   * @param status HTTP status the client got; 499 if it had gone
   * @param outcome how, such as {@code COMPLETED}, {@link #REFUSED} or {@link #CUSTOM}
   * @param reason why it was refused; empty text if it was not
   */
  public record End(int status, String outcome, String reason) {
    /** The outcome of a call that did not go upstream. */
    public static final String REFUSED = "REFUSED";

    /** The outcome of what was logged by hand. */
    public static final String CUSTOM = "CUSTOM";
  }

  /**
   * Microseconds.
   *
   * @param total from its arrival to its end
   * @param firstByte from its arrival to the first byte of an answer; -1 if there was none
   * @param upstream from going upstream to its end; 0 if it did not
   */
  public record Times(long total, long firstByte, long upstream) {
    /** What the catalog itself added. */
    public long gateway() {
      return Math.max(0, total - upstream);
    }
  }

  /**
   * Where it belongs in a trace; empty texts for what the client did not say.
   *
   * @param id the trace; the call's own id if the client gave none
   * @param span the span
   * @param parent the span above
   * @param name the span's name
   */
  public record Trace(String id, String span, String parent, String name) {}
}
