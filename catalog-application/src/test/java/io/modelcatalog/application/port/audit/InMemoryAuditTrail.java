package io.modelcatalog.application.port.audit;

import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.organization.OrganizationId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** An audit log in memory; it knows nothing of transactions. */
public final class InMemoryAuditTrail implements AuditTrail {
  private final List<Entry> entries = new ArrayList<>();

  @Override
  public synchronized void append(List<AuditEvent> events) {
    events.forEach(this::add);
  }

  private void add(AuditEvent event) {
    List<Entry> chain = chain(event.organization());
    String previous = chain.isEmpty() ? AuditChain.START : chain.getLast().hash();
    long sequence = chain.size() + 1L;
    entries.add(new Entry(sequence, event, AuditChain.hash(previous, sequence, event)));
  }

  @Override
  public synchronized Page<Entry> find(Filter filter, Page.Request page) {
    List<Entry> found =
        entries.reversed().stream().filter(entry -> filter.matches(entry.event())).toList();
    return new Page<>(found.stream().skip(page.offset()).limit(page.size()).toList(), found.size());
  }

  @Override
  public synchronized OptionalLong firstBroken(OrganizationId organization) {
    String previous = AuditChain.START;
    for (Entry entry : chain(organization)) {
      String hash = AuditChain.hash(previous, entry.sequence(), entry.event());
      if (!hash.equals(entry.hash())) {
        return OptionalLong.of(entry.sequence());
      }
      previous = hash;
    }
    return OptionalLong.empty();
  }

  /** Every event, in the order they came. */
  public synchronized List<AuditEvent> events() {
    return entries.stream().map(Entry::event).toList();
  }

  private List<Entry> chain(OrganizationId organization) {
    return entries.stream()
        .filter(entry -> entry.event().organization().equals(organization))
        .toList();
  }
}
