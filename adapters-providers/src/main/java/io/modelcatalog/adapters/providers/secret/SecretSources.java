package io.modelcatalog.adapters.providers.secret;

import io.modelcatalog.adapters.providers.transport.AddressGuard;
import io.modelcatalog.adapters.providers.transport.HttpTransport;
import io.modelcatalog.application.port.secret.SecretSource;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All keepers of secrets that references can name. */
public final class SecretSources implements SecretSource {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private final Map<SourceKind, SingleSource> sources = new EnumMap<>(SourceKind.class);

  /**
   * Sources.
   *
   * @param settings what of the server itself may be read
   * @param variables the server's environment
   * @param transport calls keepers elsewhere
   * @param guard which addresses the transport may call
   * @param clock for signatures
   */
  public SecretSources(
      SecretSettings settings,
      Function<String, @Nullable String> variables,
      HttpTransport transport,
      AddressGuard guard,
      InstantSource clock) {
    HttpCalls calls = new HttpCalls(transport, TIMEOUT);
    Addresses addresses = new Addresses(guard);
    sources.put(
        SourceKind.ENVIRONMENT, new EnvironmentSource(settings.variablePrefix(), variables));
    sources.put(SourceKind.FILE, new FileSource(settings.fileDirectory()));
    sources.put(
        SourceKind.HASHICORP_VAULT,
        new VaultSource(
            calls, addresses, new HashSet<>(settings.identityHosts()), SERVICE_ACCOUNT));
    sources.put(SourceKind.AWS_SM, new AwsSource(calls, addresses, clock));
    sources.put(SourceKind.AZURE_KV, new AzureSource(calls, addresses));
  }

  @Override
  public Set<String> secretSettings(SourceKind kind) {
    return of(kind).secretSettings();
  }

  @Override
  public Optional<Fault> check(Place place, Set<String> secrets) {
    return of(place.kind()).check(place, secrets);
  }

  @Override
  public Result<Payload, Failure> fetch(Place place, Credentials secrets) {
    return of(place.kind()).fetch(place, secrets);
  }

  private SingleSource of(SourceKind kind) {
    SingleSource source = sources.get(kind);
    if (source == null) {
      throw new IllegalStateException("no source for " + kind);
    }
    return source;
  }
}
