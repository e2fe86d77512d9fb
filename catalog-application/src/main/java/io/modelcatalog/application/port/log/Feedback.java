package io.modelcatalog.application.port.log;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What somebody thinks of a trace.
 *
 * @param id identity
 * @param organization the tenant
 * @param workspace where the trace belongs
 * @param traceId the trace
 * @param value {@value #LEAST} to {@value #MOST}
 * @param weight how much it counts, in thousandths, 0 to {@value #FULL_WEIGHT}
 * @param metadata what else was said, by name
 * @param createdAt when it was given
 * @param updatedAt when it was last changed
 */
public record Feedback(
    UUID id,
    OrganizationId organization,
    WorkspaceId workspace,
    String traceId,
    int value,
    int weight,
    Map<String, String> metadata,
    Instant createdAt,
    Instant updatedAt) {
  /** The worst value. */
  public static final int LEAST = -10;

  /** The best value. */
  public static final int MOST = 10;

  /** The weight of 1. */
  public static final int FULL_WEIGHT = 1_000;

  public Feedback {
    if (value < LEAST || value > MOST || weight < 0 || weight > FULL_WEIGHT) {
      throw new IllegalArgumentException("feedback: value or weight out of bounds");
    }
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }
}
