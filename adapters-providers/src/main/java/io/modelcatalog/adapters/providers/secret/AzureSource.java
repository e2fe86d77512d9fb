package io.modelcatalog.adapters.providers.secret;

import io.modelcatalog.adapters.providers.secret.HttpCalls.Answer;
import io.modelcatalog.adapters.providers.transport.UpstreamAddress;
import io.modelcatalog.application.port.secret.SecretSource.Failure;
import io.modelcatalog.application.port.secret.SecretSource.Fault;
import io.modelcatalog.application.port.secret.SecretSource.Payload;
import io.modelcatalog.application.port.secret.SecretSource.Place;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.shared.Result;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Azure Key Vault: {@code GET /secrets/{name}[/{version}]} of its REST API 7.4, with a token of the
 * client credentials grant of Microsoft Entra. The server's own identity is never used.
 */
final class AzureSource implements SingleSource {
  private static final SecretAccess LOGGING_IN = new SecretAccess("log in to Microsoft Entra");
  private static final byte[] NO_BODY = {};
  private static final String API_VERSION = "7.4";

  private static final String MODE = "azure_auth_mode";
  private static final String TENANT = "azure_entra_tenant_id";
  private static final String CLIENT = "azure_entra_client_id";
  private static final String CLIENT_SECRET = "azure_entra_client_secret";
  private static final String VAULT = "azure_vault_url";
  private static final String AUTHORITY = "azure_authority_url";

  private final HttpCalls calls;
  private final Addresses addresses;

  AzureSource(HttpCalls calls, Addresses addresses) {
    this.calls = calls;
    this.addresses = addresses;
  }

  @Override
  public Set<String> secretSettings() {
    return Set.of(CLIENT_SECRET);
  }

  @Override
  public Optional<Fault> check(Place place, Set<String> secrets) {
    String mode = place.auth().text(MODE).orElse("");
    if (!mode.equals("entra")) {
      return fault(
          MODE,
          mode.equals("managed")
              ? "managed is not available: the server's own identity is not lent to references"
              : "entra");
    }
    Optional<String> vault = place.auth().text(VAULT);
    if (vault.isEmpty()) {
      return fault(VAULT, "required: the vault's address, such as https://name.vault.azure.net");
    }
    if (addresses.parse(vault.get()) instanceof Result.Err<UpstreamAddress, String>(String rule)) {
      return fault(VAULT, rule);
    }
    Optional<String> authority = place.auth().text(AUTHORITY);
    if (authority.isPresent()
        && addresses.parse(authority.get())
            instanceof Result.Err<UpstreamAddress, String>(String rule)) {
      return fault(AUTHORITY, rule);
    }
    if (!place.auth().text(TENANT).orElse("").matches("[A-Za-z0-9.-]{1,128}")) {
      return fault(TENANT, "required: the tenant's id or domain");
    }
    if (!place.auth().text(CLIENT).orElse("").matches("[!-~]{1,128}")) {
      return fault(CLIENT, "required: the application's id");
    }
    if (!secrets.contains(CLIENT_SECRET)) {
      return fault(CLIENT_SECRET, "required");
    }
    return place.path().matches("[A-Za-z0-9-]{1,127}(/[A-Za-z0-9]{1,64})?")
        ? Optional.empty()
        : Optional.of(
            new Fault("secret_path", "the name of a secret, with /version for one version"));
  }

  @Override
  public Result<Payload, Failure> fetch(Place place, Credentials secrets) {
    if (check(place, secrets.fields().keySet()).isPresent()) {
      return Result.err(new Failure("is not declared as it must be"));
    }
    return token(place, secrets).then(token -> read(place, token));
  }

  private Result<String, Failure> token(Place place, Credentials secrets) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", place.auth().text(CLIENT).orElse(""));
    form.put(
        "client_secret",
        secrets.field(CLIENT_SECRET).map(secret -> secret.reveal(LOGGING_IN)).orElse(""));
    form.put("scope", scope(place));
    return addresses
        .parse(place.auth().text(AUTHORITY).orElse("https://login.microsoftonline.com"))
        .mapError(rule -> new Failure("has an address that may not be called: " + rule))
        .then(
            address ->
                calls.call(
                    "POST",
                    address,
                    "/" + place.auth().text(TENANT).orElse("") + "/oauth2/v2.0/token",
                    Map.of("content-type", "application/x-www-form-urlencoded"),
                    AwsSource.form(form).getBytes(StandardCharsets.UTF_8)))
        .then(
            answer -> {
              String token = Payloads.members(answer.body()).getOrDefault("access_token", "");
              return answer.status() == 200 && !token.isEmpty() && HttpCalls.isPlain(token)
                  ? Result.ok(token)
                  : Result.err(new Failure("was refused at login, with status " + answer.status()));
            });
  }

  /** Clouds of their own have resources of their own. */
  private static String scope(Place place) {
    String vault = place.auth().text(VAULT).orElse("");
    if (vault.contains(".vault.azure.cn")) {
      return "https://vault.azure.cn/.default";
    }
    return vault.contains(".vault.usgovcloudapi.net")
        ? "https://vault.usgovcloudapi.net/.default"
        : "https://vault.azure.net/.default";
  }

  private Result<Payload, Failure> read(Place place, String token) {
    return addresses
        .parse(place.auth().text(VAULT).orElse(""))
        .mapError(rule -> new Failure("has an address that may not be called: " + rule))
        .then(
            address ->
                calls.call(
                    "GET",
                    address,
                    "/secrets/" + place.path() + "?api-version=" + API_VERSION,
                    Map.of("authorization", "Bearer " + token),
                    NO_BODY))
        .then(AzureSource::payload);
  }

  private static Result<Payload, Failure> payload(Answer answer) {
    return switch (answer.status()) {
      case 200 ->
          Payloads.ofText(Payloads.members(answer.body()).getOrDefault("value", ""))
              .<Result<Payload, Failure>>map(Result::ok)
              .orElseGet(() -> Result.err(new Failure("is a secret without a value")));
      case 404 -> Result.err(new Failure("leads to nothing: the vault knows no such secret"));
      default ->
          Result.err(new Failure("was refused by the vault, with status " + answer.status()));
    };
  }

  private static Optional<Fault> fault(String setting, String rule) {
    return Optional.of(new Fault("auth_config." + setting, rule));
  }
}
