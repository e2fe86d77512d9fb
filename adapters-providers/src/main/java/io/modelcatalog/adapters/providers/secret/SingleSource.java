package io.modelcatalog.adapters.providers.secret;

import io.modelcatalog.application.port.secret.SecretSource.Failure;
import io.modelcatalog.application.port.secret.SecretSource.Fault;
import io.modelcatalog.application.port.secret.SecretSource.Payload;
import io.modelcatalog.application.port.secret.SecretSource.Place;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;
import java.util.Set;

/** Reads secrets of one kind of keeper. */
interface SingleSource {
  /** The names of settings that are secrets. */
  Set<String> secretSettings();

  /** What is wrong with a place. */
  Optional<Fault> check(Place place, Set<String> secrets);

  /** Reads a secret of a place that passed the check. */
  Result<Payload, Failure> fetch(Place place, Credentials secrets);
}
