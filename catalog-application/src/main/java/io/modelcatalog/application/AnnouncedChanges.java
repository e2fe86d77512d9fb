package io.modelcatalog.application;

import io.modelcatalog.application.access.Acting;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.event.ChangeLog;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.snapshot.SnapshotLoader;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Brings this process's own changes to the snapshot when their transaction has committed, and
 * writes them down for other replicas. What could not be read again at once, because the database
 * went away in between, is not forgotten.
 */
final class AnnouncedChanges implements CatalogEvents {
  private final UnitOfWork unitOfWork;
  private final ChangeLog log;
  private final SnapshotLoader loader;
  private final ConcurrentLinkedQueue<CatalogChange> missed = new ConcurrentLinkedQueue<>();

  /**
   * None yet.
   *
   * @param unitOfWork in whose transactions changes are made
   * @param log where other replicas find them
   * @param loader what brings them to the snapshot
   */
  AnnouncedChanges(UnitOfWork unitOfWork, ChangeLog log, SnapshotLoader loader) {
    this.unitOfWork = unitOfWork;
    this.log = log;
    this.loader = loader;
  }

  @Override
  public void announce(CatalogChange change) {
    Acting.current()
        .flatMap(Actor::trial)
        .ifPresent(
            trial ->
                trial.touched(
                    change.organization(), change.workspaces(), change.organizationKeys()));
    log.append(change);
    unitOfWork.afterCommit(() -> committed(change));
  }

  private void committed(CatalogChange change) {
    try {
      loader.changed(change);
    } catch (RuntimeException e) {
      missed.add(change);
      throw e;
    }
  }

  /** Reads again what could not be read before. Fails as long as it still cannot. */
  void catchUp() {
    for (CatalogChange change = missed.peek(); change != null; change = missed.peek()) {
      loader.changed(change);
      missed.remove(change);
    }
  }
}
