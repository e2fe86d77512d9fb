package io.modelcatalog.application.signin;

import io.modelcatalog.application.access.Actor;

/**
 * Narrows what a user key may administer to what its owner may do now. A key whose owner is not
 * known here, or that is no user key, keeps what it has. Blocking.
 */
public interface NarrowKey {

  /** The same actor, who may do no more than the person behind it. */
  Actor handle(Actor actor);
}
