package io.modelcatalog.application.trial;

import io.modelcatalog.application.access.Trial;

/** Begins the trial of one change. */
public interface BeginTrial {

  /** A trial that has not been run yet. */
  Begun begin();

  /** A trial, and what came of it. */
  interface Begun extends Trial {
    /** What the change would do to others; nothing before it was run. */
    Impact impact();
  }
}
