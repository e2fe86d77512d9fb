package io.modelcatalog.application.signin;

import io.modelcatalog.domain.credential.SecretText;
import java.util.Optional;

/** Makes the link of the first owner while there is none; the link before it is dead. Blocking. */
public interface OfferSetup {

  /**
   * Makes it.
   *
   * @return what the link carries, to be shown this once; empty where every organization has an
   *     owner
   */
  Optional<SecretText> handle();
}
