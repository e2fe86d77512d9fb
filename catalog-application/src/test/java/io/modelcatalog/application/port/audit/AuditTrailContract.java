package io.modelcatalog.application.port.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.application.port.audit.AuditEvent.Who;
import io.modelcatalog.application.port.audit.AuditTrail.Entry;
import io.modelcatalog.application.port.audit.AuditTrail.Filter;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every audit log does. Organizations are new in each test, as contracts share a database. */
public interface AuditTrailContract {
  Instant NOON = Instant.parse("2026-03-18T12:00:00.123456Z");
  Page.Request ALL = new Page.Request(0, 100);

  AuditTrail trail();

  @Test
  default void keepsEveryFieldAndNumbersFromOne() {
    OrganizationId acme = anOrganization();
    AuditEvent full = event(acme, NOON, "update");
    AuditEvent bare =
        new AuditEvent(
            UUID.randomUUID(),
            NOON.plusSeconds(1),
            acme,
            Optional.empty(),
            Who.SYSTEM,
            "budget_exhausted",
            "workspace",
            "w",
            "Research \u2713 \uD83D\uDE80",
            List.of(),
            Optional.empty());

    trail().append(full);
    trail().append(bare);

    List<Entry> entries = all(acme);
    assertThat(entries).extracting(Entry::event).containsExactly(bare, full);
    assertThat(entries).extracting(Entry::sequence).containsExactly(2L, 1L);
    assertThat(entries.get(1).hash()).isEqualTo(AuditChain.hash(AuditChain.START, 1, full));
    assertThat(entries.get(0).hash()).isEqualTo(AuditChain.hash(entries.get(1).hash(), 2, bare));
    assertThat(trail().firstBroken(acme)).isEmpty();
  }

  @Test
  default void showsNothingOfAnotherTenant() {
    OrganizationId acme = anOrganization();
    trail().append(event(anOrganization(), NOON, "update"));

    assertThat(all(acme)).isEmpty();
  }

  @Test
  default void filtersByEachField() {
    OrganizationId acme = anOrganization();
    AuditEvent wanted = event(acme, NOON, "update");
    AuditEvent other =
        new AuditEvent(
            UUID.randomUUID(),
            NOON,
            acme,
            Optional.of(new WorkspaceId(UUID.randomUUID())),
            new Who("user", "u9"),
            "delete",
            "api_key",
            "k",
            "k",
            List.of(),
            Optional.of(new AuditEvent.Request("DELETE", "/v1/api-keys/k", "r9", "10.0.0.9", 403)));
    AuditEvent bare =
        new AuditEvent(
            UUID.randomUUID(),
            NOON,
            acme,
            Optional.empty(),
            Who.SYSTEM,
            "x",
            "y",
            "z",
            "z",
            List.of(),
            Optional.empty());
    trail().append(wanted);
    trail().append(other);
    trail().append(bare);
    AuditEvent.Request request = wanted.request().orElseThrow();
    for (int field = 0; field < 9; field++) {
      Filter filter =
          new Filter(
              acme,
              NOON.minusSeconds(1),
              NOON.plusSeconds(1),
              when(field == 0, request.method()),
              when(field == 1, request.uri()),
              when(field == 2, request.id()),
              when(field == 3, wanted.actor().id()),
              when(field == 4, wanted.actor().type()),
              field == 5 ? wanted.workspace() : Optional.empty(),
              field == 6 ? OptionalInt.of(request.status()) : OptionalInt.empty(),
              when(field == 7, wanted.resourceType()),
              when(field == 8, wanted.action()),
              Optional.empty());
      assertThat(trail().find(filter, ALL).items())
          .as("field " + field)
          .extracting(Entry::event)
          .containsExactly(wanted);
    }
  }

  @Test
  default void filtersByTimeInclusivelyAndPages() {
    OrganizationId acme = anOrganization();
    List<AuditEvent> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      AuditEvent event = event(acme, NOON.plusSeconds(i), "update");
      events.add(event);
      trail().append(event);
    }

    Filter filter = Filter.of(acme, NOON.plusSeconds(1), NOON.plusSeconds(3));
    Page<Entry> first = trail().find(filter, new Page.Request(0, 2));
    Page<Entry> second = trail().find(filter, new Page.Request(1, 2));

    assertThat(first.total()).isEqualTo(3);
    assertThat(first.items())
        .extracting(Entry::event)
        .containsExactly(events.get(3), events.get(2));
    assertThat(second.items()).extracting(Entry::event).containsExactly(events.get(1));
  }

  @Test
  default void writersAtOnceMakeOneChain() throws Exception {
    OrganizationId acme = anOrganization();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        writers.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < 10; n++) {
                    trail().append(event(acme, NOON, "update"));
                  }
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }

    Set<Long> sequences = new HashSet<>();
    all(acme).forEach(entry -> sequences.add(entry.sequence()));
    assertThat(sequences).hasSize(60);
    assertThat(trail().firstBroken(acme)).isEmpty();
  }

  private List<Entry> all(OrganizationId organization) {
    return trail()
        .find(Filter.of(organization, NOON.minusSeconds(1), NOON.plusSeconds(100)), ALL)
        .items();
  }

  private static Optional<String> when(boolean given, String value) {
    return given ? Optional.of(value) : Optional.empty();
  }

  private static OrganizationId anOrganization() {
    return new OrganizationId(UUID.randomUUID());
  }

  /** An event with every field. */
  static AuditEvent event(OrganizationId organization, Instant at, String action) {
    return new AuditEvent(
        UUID.randomUUID(),
        at,
        organization,
        Optional.of(new WorkspaceId(new UUID(5, 5))),
        new Who("api_key", "k1"),
        action,
        "provider",
        "p1",
        "openai-prod",
        List.of(
            new FieldChange("note", Optional.empty(), Optional.of("a \"quoted\"\nline")),
            new FieldChange("expires_at", Optional.of("2026"), Optional.empty())),
        Optional.of(
            new AuditEvent.Request("PUT", "/v1/providers/openai-prod", "r1", "10.0.0.1", 200)));
  }
}
