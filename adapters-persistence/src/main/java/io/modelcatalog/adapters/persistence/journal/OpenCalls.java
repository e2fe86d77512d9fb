package io.modelcatalog.adapters.persistence.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which calls are open and in which segment that stands: the part of the journal's bookkeeping that
 * knows no files and no threads. It is told of entries in the order of the journal.
 */
final class OpenCalls {

  /** Where a call's last opening stands. */
  static final class Place {
    private long segment;
    private long at;
    private boolean writtenAgain;

    private Place(long segment, long at) {
      this.segment = segment;
      this.at = at;
    }

    /** Position in its segment. */
    long at() {
      return at;
    }

    /** Notes that it has been written again, which will be read in due course. */
    void writtenAgain() {
      writtenAgain = true;
    }
  }

  private final Map<UUID, Place> places = new HashMap<>();
  private final Map<Long, Integer> perSegment = new HashMap<>();

  /** A call was opened. */
  void opened(UUID call, long segment, long at) {
    Place before = places.put(call, new Place(segment, at));
    if (before != null) {
      leave(before.segment);
    }
    enter(segment);
  }

  /** An opening was written again; no matter if the call has ended since. */
  void reopened(UUID call, long segment, long at) {
    Place place = places.get(call);
    if (place != null) {
      leave(place.segment);
      place.segment = segment;
      place.at = at;
      place.writtenAgain = false;
      enter(segment);
    }
  }

  /** A call ended; false if it was not known to be open. */
  boolean settled(UUID call) {
    Place place = places.remove(call);
    if (place != null) {
      leave(place.segment);
    }
    return place != null;
  }

  /** How many open calls stand in a segment. */
  int in(long segment) {
    return perSegment.getOrDefault(segment, 0);
  }

  /** The open calls of a segment that have not been written again. */
  List<Place> toWriteAgain(long segment) {
    if (in(segment) == 0) {
      return List.of();
    }
    List<Place> found = new ArrayList<>();
    for (Place place : places.values()) {
      if (place.segment == segment && !place.writtenAgain) {
        found.add(place);
      }
    }
    return found;
  }

  /** How many calls are open. */
  int size() {
    return places.size();
  }

  private void enter(long segment) {
    perSegment.merge(segment, 1, Integer::sum);
  }

  private void leave(long segment) {
    perSegment.computeIfPresent(segment, (key, count) -> count == 1 ? null : count - 1);
  }
}
