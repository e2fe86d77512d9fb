package io.modelcatalog.adapters.providers;

import io.modelcatalog.adapters.providers.openai.AzureOpenAiUpstream;
import io.modelcatalog.adapters.providers.openai.Dialect;
import io.modelcatalog.adapters.providers.openai.OpenAiCompatibleUpstream;
import io.modelcatalog.adapters.providers.openai.OpenAiHeaders;
import io.modelcatalog.adapters.providers.transport.AddressGuard;
import io.modelcatalog.adapters.providers.transport.HttpTransport;
import io.modelcatalog.adapters.providers.transport.UpstreamAddress;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.upstream.UpstreamKind;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Result.Err;
import io.modelcatalog.domain.shared.Result.Ok;
import io.modelcatalog.domain.shared.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes upstreams of integrations: looks the kind up, works out address, headers and credential,
 * and leaves nothing of that to the request path.
 */
public final class ProviderUpstreams implements UpstreamFactory, AutoCloseable {
  private static final SecretAccess CALLING = new SecretAccess("calling the upstream it is for");

  private final ProviderSettings settings;
  private final AddressGuard guard;
  private final HttpTransport transport;

  /**
   * A factory with a transport of its own.
   *
   * @throws IllegalArgumentException if an entry of the allow-list is not {@code host:port}
   */
  public ProviderUpstreams(ProviderSettings settings) {
    this.settings = settings;
    this.guard = AddressGuard.allowing(settings.allowed());
    this.transport =
        new HttpTransport(settings.eventLoops(), settings.channels(), guard, settings.transport());
  }

  /** Where and how an integration is called, before its secrets are added. */
  private record Plan(
      UpstreamAddress address, Dialect dialect, Map<String, String> headers, boolean ownHost) {}

  /** The kinds this build knows by name, callable or not, in-process ones last. */
  public List<UpstreamKind> kinds() {
    List<UpstreamKind> kinds = new ArrayList<>();
    KnownKind.TABLE.values().forEach(row -> kinds.add(row.kind()));
    settings.inProcess().keySet().stream()
        .sorted()
        .map(ProviderUpstreams::local)
        .forEach(kinds::add);
    return kinds;
  }

  @Override
  public Result<UpstreamKind, UpstreamProblem> check(String kind, Settings configuration) {
    Object gone = configuration.values().get(Integration.ON_DISCONNECT);
    if (gone != null && !gone.equals("cancel") && !gone.equals("drain")) {
      return problem("configurations." + Integration.ON_DISCONNECT, "must be cancel or drain");
    }
    if (settings.inProcess().containsKey(kind)) {
      return Result.ok(local(kind));
    }
    Optional<UpstreamProblem> fault = SettingRules.fault(kind, configuration);
    if (fault.isPresent()) {
      return Result.err(fault.get());
    }
    return row(kind, configuration)
        .then(
            row ->
                row.kind().callable() || configuration.text("custom_host").isPresent()
                    ? plan(row, configuration)
                        .then(plan -> azureProblem(row, configuration, plan))
                        .map(_ -> row.kind())
                    : Result.ok(row.kind()));
  }

  @Override
  public Result<Upstream, UpstreamProblem> prepare(UpstreamTarget target) {
    var local = settings.inProcess().get(target.kind());
    if (local != null) {
      return local.apply(target);
    }
    Settings configuration = target.configuration();
    return row(target.kind(), configuration)
        .then(
            row ->
                row.kind().callable()
                    ? plan(row, configuration).then(plan -> upstream(row, plan, target))
                    : problem(
                        "ai_provider_id",
                        "\"" + row.kind().id() + "\" cannot be called yet by this version"));
  }

  private static UpstreamKind local(String kind) {
    String name = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
    return new UpstreamKind(kind, name, java.util.Set.of(), false, true);
  }

  private static Result<KnownKind, UpstreamProblem> row(String kind, Settings configuration) {
    KnownKind known = KnownKind.TABLE.get(kind);
    if (known != null) {
      return Result.ok(known);
    }
    return configuration.text("custom_host").isPresent()
        ? Result.ok(KnownKind.compatible(kind))
        : problem(
            "ai_provider_id",
            "\""
                + kind
                + "\" is not known; give configurations.custom_host for a host that speaks OpenAI's"
                + " API");
  }

  private Result<Plan, UpstreamProblem> plan(KnownKind row, Settings configuration) {
    Dialect dialect = row.dialect() == null ? Dialect.COMPATIBLE : row.dialect();
    boolean ownHost = configuration.text("custom_host").isPresent();
    return address(row, configuration)
        .then(
            address ->
                headers(row, configuration)
                    .map(headers -> new Plan(address, dialect, headers, ownHost)));
  }

  private Result<UpstreamAddress, UpstreamProblem> address(KnownKind row, Settings configuration) {
    Optional<String> custom = configuration.text("custom_host");
    if (custom.isPresent()) {
      return parse(custom.get()).then(address -> mayCall(withVersion(row, address)));
    }
    if (row.kind().id().equals(KnownKind.AZURE_OPENAI)) {
      return AzureSettings.endpoint(configuration).then(ProviderUpstreams::parse);
    }
    String base = row.baseUrl();
    return base == null
        ? problem("configurations.custom_host", "is required for \"" + row.kind().id() + "\"")
        : parse(base).then(this::mayCall);
  }

  private static Result<UpstreamAddress, UpstreamProblem> parse(String url) {
    return UpstreamAddress.parse(url)
        .mapError(rule -> new UpstreamProblem("configurations.custom_host", rule));
  }

  private static UpstreamAddress withVersion(KnownKind row, UpstreamAddress address) {
    return address.basePath().isEmpty() ? address.below(row.rootVersion()) : address;
  }

  /** What can be said of an address without looking its name up; the rest is checked at connect. */
  private Result<UpstreamAddress, UpstreamProblem> mayCall(UpstreamAddress address) {
    if (guard.allows(address.origin())) {
      return Result.ok(address);
    }
    String allow =
        "; an operator can allow it with CATALOG_UPSTREAM_ALLOW=" + address.origin().hostAndPort();
    if (guard.isPrivateName(address.origin())) {
      return problem(
          "configurations.custom_host",
          address.origin().hostAndPort() + " is a private or special address" + allow);
    }
    return address.origin().secure()
        ? Result.ok(address)
        : problem("configurations.custom_host", "must begin with https://" + allow);
  }

  private static Result<Map<String, String>, UpstreamProblem> headers(
      KnownKind row, Settings configuration) {
    Object custom = configuration.values().get("custom_headers");
    if (custom != null && !(custom instanceof Map<?, ?>)) {
      return problem("configurations.custom_headers", "must be an object of names and texts");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    if (row.kind().id().equals("openai")) {
      for (String name : List.of("openai_organization", "openai_project")) {
        String value = configuration.text(name).orElse("");
        if (!OpenAiHeaders.isPlain(value)) {
          return problem("configurations." + name, "must be one line of plain text");
        }
        if (!value.isEmpty()) {
          headers.put(name.replace('_', '-'), value);
        }
      }
    }
    return OpenAiHeaders.custom(configuration.object("custom_headers").values())
        .mapError(rule -> new UpstreamProblem("configurations.custom_headers", rule))
        .map(
            own -> {
              headers.putAll(own);
              return headers;
            });
  }

  private static Result<Plan, UpstreamProblem> azureProblem(
      KnownKind row, Settings configuration, Plan plan) {
    return row.kind().id().equals(KnownKind.AZURE_OPENAI)
        ? AzureSettings.of(configuration).map(_ -> plan)
        : Result.ok(plan);
  }

  private Result<Upstream, UpstreamProblem> upstream(
      KnownKind row, Plan plan, UpstreamTarget target) {
    boolean azure = row.kind().id().equals(KnownKind.AZURE_OPENAI);
    String mode = target.configuration().text("azure_auth_mode").orElse("default");
    if (azure && !mode.equals("default")) {
      return problem(
          "configurations.azure_auth_mode",
          "\"" + mode + "\" cannot be used yet by this version (expected: default)");
    }
    String credentialHeader = azure ? "api-key" : "authorization";
    Map<String, String> headers = new LinkedHashMap<>(plan.headers());
    List<String> secrets = new ArrayList<>(secretLooking(plan.headers()));
    String key = target.credentials().key().map(secret -> secret.reveal(CALLING)).orElse(null);
    if (key != null && !headers.containsKey(credentialHeader)) {
      if (!OpenAiHeaders.isPlain(key) || !key.equals(key.strip())) {
        return problem("key", "must be one line of plain text without spaces around it");
      }
      headers.put(credentialHeader, azure ? key : "Bearer " + key);
    } else if (key == null && needsKey(row, plan, headers, credentialHeader)) {
      return problem("key", "is required for \"" + row.kind().id() + "\"");
    }
    for (SecretText secret : target.credentials().fields().values()) {
      secrets.add(secret.reveal(CALLING));
    }
    OpenAiCompatibleUpstream upstream =
        new OpenAiCompatibleUpstream(transport, plan.address(), plan.dialect(), headers, secrets);
    if (!azure) {
      return Result.ok(upstream);
    }
    return switch (AzureSettings.of(target.configuration())) {
      case Ok<AzureSettings, UpstreamProblem>(AzureSettings known) ->
          Result.ok(new AzureOpenAiUpstream(upstream, known.deployments(), known.apiVersion()));
      case Err<AzureSettings, UpstreamProblem>(UpstreamProblem wrong) -> Result.err(wrong);
    };
  }

  private static boolean needsKey(
      KnownKind row, Plan plan, Map<String, String> headers, String credentialHeader) {
    return row.kind().needsKey() && !plan.ownHost() && !headers.containsKey(credentialHeader);
  }

  /** Values of custom headers that are likely to be credentials. */
  private static List<String> secretLooking(Map<String, String> headers) {
    List<String> secrets = new ArrayList<>();
    headers.forEach(
        (name, value) -> {
          if (name.contains("auth")
              || name.contains("key")
              || name.contains("token")
              || name.contains("secret")
              || name.equals("cookie")) {
            secrets.add(value);
            int blank = value.indexOf(' ');
            if (blank > 0) {
              secrets.add(value.substring(blank + 1).strip());
            }
          }
        });
    return secrets;
  }

  private static <T> Result<T, UpstreamProblem> problem(String field, String rule) {
    return Result.err(new UpstreamProblem(field, rule));
  }

  /** Connections to upstreams open at the moment. */
  public int openConnections() {
    return transport.openConnections();
  }

  /** Stops keeping connections; exchanges that run go on to their end. */
  @Override
  public void close() {
    transport.close();
  }
}
