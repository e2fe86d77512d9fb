package io.modelcatalog.application.port.usage;

import io.modelcatalog.domain.usage.UsageRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A journal that remembers what it was told. It can be made to refuse. */
public final class InMemoryUsageJournal implements UsageJournal {
  private final Map<UUID, UsageRecord> open = new LinkedHashMap<>();
  private final List<UsageRecord> opened = new ArrayList<>();
  private final List<UsageRecord> settled = new ArrayList<>();
  private boolean accepting = true;

  @Override
  public synchronized boolean opened(UsageRecord bound) {
    if (!accepting) {
      return false;
    }
    opened.add(bound);
    open.put(bound.requestId(), bound);
    return true;
  }

  @Override
  public synchronized void settled(UsageRecord record) {
    open.remove(record.requestId());
    settled.add(record);
  }

  @Override
  public synchronized boolean accepting() {
    return accepting;
  }

  /** Makes it take calls or refuse them, as on a full disk. */
  public synchronized void accept(boolean calls) {
    accepting = calls;
  }

  /** Every call that was opened, in order. */
  public synchronized List<UsageRecord> allOpened() {
    return List.copyOf(opened);
  }

  /** Every call that was settled, in order. */
  public synchronized List<UsageRecord> allSettled() {
    return List.copyOf(settled);
  }

  /** Calls opened and not settled yet. */
  public synchronized List<UsageRecord> stillOpen() {
    return List.copyOf(open.values());
  }
}
