package io.modelcatalog.adapters.providers.secret;

import io.modelcatalog.application.port.secret.SecretSource.Failure;
import io.modelcatalog.application.port.secret.SecretSource.Fault;
import io.modelcatalog.application.port.secret.SecretSource.Payload;
import io.modelcatalog.application.port.secret.SecretSource.Place;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Environment variables of the server whose name begins as the operator allows. */
final class EnvironmentSource implements SingleSource {
  private final Optional<String> prefix;
  private final Function<String, @Nullable String> variables;

  EnvironmentSource(Optional<String> prefix, Function<String, @Nullable String> variables) {
    this.prefix = prefix;
    this.variables = variables;
  }

  @Override
  public Set<String> secretSettings() {
    return Set.of();
  }

  @Override
  public Optional<Fault> check(Place place, Set<String> secrets) {
    if (prefix.isEmpty()) {
      return Optional.of(
          new Fault(
              "manager_type",
              "environment is switched off; an operator can allow variables with"
                  + " CATALOG_SECRET_ENV_PREFIX"));
    }
    return allowed(place)
        ? Optional.empty()
        : Optional.of(
            new Fault("secret_path", "the name of a variable that begins with " + prefix.get()));
  }

  @Override
  public Result<Payload, Failure> fetch(Place place, Credentials secrets) {
    if (!allowed(place)) {
      return Result.err(new Failure("names a variable that the operator does not allow"));
    }
    String value = variables.apply(place.path());
    return (value == null ? Optional.<Payload>empty() : Payloads.ofText(value))
        .<Result<Payload, Failure>>map(Result::ok)
        .orElseGet(() -> Result.err(new Failure("names a variable that is not set")));
  }

  private boolean allowed(Place place) {
    return prefix.isPresent()
        && place.path().startsWith(prefix.get())
        && place.path().matches("[A-Za-z_][A-Za-z0-9_]*");
  }
}
