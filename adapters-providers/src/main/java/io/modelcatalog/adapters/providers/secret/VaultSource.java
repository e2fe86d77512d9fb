package io.modelcatalog.adapters.providers.secret;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.modelcatalog.adapters.providers.secret.HttpCalls.Answer;
import io.modelcatalog.adapters.providers.transport.UpstreamAddress;
import io.modelcatalog.application.port.secret.SecretSource.Failure;
import io.modelcatalog.application.port.secret.SecretSource.Fault;
import io.modelcatalog.application.port.secret.SecretSource.Payload;
import io.modelcatalog.application.port.secret.SecretSource.Place;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.shared.Result;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * HashiCorp Vault and OpenBao over their HTTP API: the key/value engine in versions 1 and 2;
 * tokens, AppRole and Kubernetes for logging in.
 *
 * <p>The path is that of the API below {@code /v1/}, such as {@code secret/data/openai}. Of version
 * 2 it may leave {@code data/} out: the server then says where its engine is mounted.
 */
final class VaultSource implements SingleSource {
  private static final JsonFactory JSON = new JsonFactory();
  private static final SecretAccess LOGGING_IN = new SecretAccess("log in to the vault it is for");
  private static final byte[] NO_BODY = {};

  private static final String ADDRESS = "vault_addr";
  private static final String TYPE = "vault_auth_type";
  private static final String TOKEN = "vault_token";
  private static final String SECRET_ID = "vault_secret_id";
  private static final String ROLE_ID = "vault_role_id";
  private static final String ROLE = "vault_role";
  private static final String NAMESPACE = "vault_namespace";
  private static final String MOUNT = "vault_auth_mount";

  private final HttpCalls calls;
  private final Addresses addresses;
  private final Set<String> identityHosts;
  private final Path serviceAccount;

  /**
   * A source.
   *
   * @param identityHosts {@code host:port}s that the service account's token may be shown to
   * @param serviceAccount the file that holds that token
   */
  VaultSource(
      HttpCalls calls, Addresses addresses, Set<String> identityHosts, Path serviceAccount) {
    this.calls = calls;
    this.addresses = addresses;
    this.identityHosts = Set.copyOf(new HashSet<>(identityHosts));
    this.serviceAccount = serviceAccount;
  }

  @Override
  public Set<String> secretSettings() {
    return Set.of(TOKEN, SECRET_ID);
  }

  @Override
  public Optional<Fault> check(Place place, Set<String> secrets) {
    Optional<String> address = place.auth().text(ADDRESS);
    if (address.isEmpty()) {
      return fault(ADDRESS, "required: where the vault is, such as https://vault.example.com");
    }
    if (addresses.parse(address.get())
        instanceof Result.Err<UpstreamAddress, String>(String rule)) {
      return fault(ADDRESS, rule);
    }
    for (String name : List.of(NAMESPACE, MOUNT, ROLE, ROLE_ID)) {
      Object value = place.auth().values().get(name);
      if (value != null && !(value instanceof String text && HttpCalls.isPlain(text))) {
        return fault(name, "one line of plain text");
      }
    }
    if (pathRule(place.path()).isPresent()) {
      return pathRule(place.path()).map(rule -> new Fault("secret_path", rule));
    }
    Optional<String> mount = place.auth().text(MOUNT);
    if (mount.isPresent() && pathRule(mount.get()).isPresent()) {
      return fault(MOUNT, "the path of a mount, such as approle");
    }
    return checkLogin(place, secrets);
  }

  private Optional<Fault> checkLogin(Place place, Set<String> secrets) {
    return switch (place.auth().text(TYPE).orElse("")) {
      case "token" -> secrets.contains(TOKEN) ? Optional.empty() : fault(TOKEN, "required");
      case "approle" -> {
        if (place.auth().text(ROLE_ID).isEmpty()) {
          yield fault(ROLE_ID, "required");
        }
        yield secrets.contains(SECRET_ID) ? Optional.empty() : fault(SECRET_ID, "required");
      }
      case "kubernetes" -> {
        if (place.auth().text(ROLE).isEmpty()) {
          yield fault(ROLE, "required");
        }
        yield showsIdentity(place)
            ? Optional.empty()
            : fault(
                TYPE,
                "kubernetes shows the server's own identity to the vault; an operator can allow"
                    + " that with CATALOG_SECRET_IDENTITY_HOSTS");
      }
      default -> fault(TYPE, "token, approle or kubernetes");
    };
  }

  private boolean showsIdentity(Place place) {
    return place.auth().text(ADDRESS).map(addresses::parse).orElse(Result.err(""))
            instanceof Result.Ok<UpstreamAddress, String>(UpstreamAddress address)
        && identityHosts.contains(address.origin().hostAndPort());
  }

  private static Optional<String> pathRule(String path) {
    boolean plain =
        path.matches("[A-Za-z0-9][A-Za-z0-9 ._@+~=/-]{0,1023}")
            && UpstreamAddress.pathRule("/" + encoded(path)) == null
            && !path.endsWith("/")
            && !path.contains("//");
    return plain
        ? Optional.empty()
        : Optional.of("a path below /v1/, such as secret/data/openai, without '..'");
  }

  @Override
  public Result<Payload, Failure> fetch(Place place, Credentials secrets) {
    if (check(place, secrets.fields().keySet()).isPresent()) {
      return Result.err(new Failure("is not declared as it must be"));
    }
    return addresses
        .parse(place.auth().text(ADDRESS).orElse(""))
        .mapError(rule -> new Failure("has an address that may not be called: " + rule))
        .then(address -> token(place, secrets, address).then(token -> read(place, address, token)));
  }

  private Result<String, Failure> token(Place place, Credentials secrets, UpstreamAddress address) {
    return switch (place.auth().text(TYPE).orElse("")) {
      case "approle" ->
          login(
              place,
              address,
              place.auth().text(MOUNT).orElse("approle"),
              Map.of(
                  "role_id", place.auth().text(ROLE_ID).orElse(""),
                  "secret_id", revealed(secrets, SECRET_ID)));
      case "kubernetes" -> kubernetes(place, address);
      default -> plainToken(revealed(secrets, TOKEN));
    };
  }

  private Result<String, Failure> kubernetes(Place place, UpstreamAddress address) {
    if (!showsIdentity(place)) {
      return Result.err(new Failure("needs an identity that the operator does not allow to show"));
    }
    String identity;
    try {
      identity = Files.readString(serviceAccount, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return Result.err(new Failure("needs a service account, which this server has none of"));
    }
    return login(
        place,
        address,
        place.auth().text(MOUNT).orElse("kubernetes"),
        Map.of("role", place.auth().text(ROLE).orElse(""), "jwt", identity));
  }

  private Result<String, Failure> login(
      Place place, UpstreamAddress address, String mount, Map<String, String> body) {
    Map<String, String> headers = headers(place, Optional.empty());
    headers.put("content-type", "application/json");
    return calls
        .call(
            "POST",
            address,
            "/v1/auth/" + encoded(mount) + "/login",
            headers,
            json(body).getBytes(StandardCharsets.UTF_8))
        .then(
            answer ->
                answer.status() == 200
                    ? Optional.ofNullable(Payloads.members(answer.body()).get("auth"))
                        .map(Payloads::members)
                        .map(auth -> auth.get("client_token"))
                        .map(VaultSource::plainToken)
                        .orElseGet(() -> unexpected("login"))
                    : Result.err(
                        new Failure("was refused at login, with status " + answer.status())));
  }

  private static Result<String, Failure> plainToken(String token) {
    return !token.isEmpty() && HttpCalls.isPlain(token)
        ? Result.ok(token)
        : Result.err(new Failure("needs a token of one line of plain text"));
  }

  private Result<Payload, Failure> read(Place place, UpstreamAddress address, String token) {
    Map<String, String> headers = headers(place, Optional.of(token));
    return get(address, place.path(), headers)
        .then(
            answer ->
                answer.status() == 404
                    ? versioned(place, address, headers)
                        .then(
                            path ->
                                path.isEmpty()
                                    ? Result.ok(answer)
                                    : get(address, path.get(), headers))
                    : Result.ok(answer))
        .then(VaultSource::payload);
  }

  private Result<Answer, Failure> get(
      UpstreamAddress address, String path, Map<String, String> headers) {
    return calls.call("GET", address, "/v1/" + encoded(path), headers, NO_BODY);
  }

  /**
   * The path with {@code data/} in it, if its engine is of version 2 and it was left out. The
   * server tells of the mounts below which its bearer may read.
   */
  private Result<Optional<String>, Failure> versioned(
      Place place, UpstreamAddress address, Map<String, String> headers) {
    return get(address, "sys/internal/ui/mounts/" + place.path(), headers)
        .map(
            answer -> {
              Map<String, String> data =
                  Payloads.members(Payloads.members(answer.body()).getOrDefault("data", ""));
              String mount = data.getOrDefault("path", "");
              boolean isSecond =
                  "2".equals(Payloads.members(data.getOrDefault("options", "")).get("version"));
              boolean within =
                  answer.status() == 200
                      && isSecond
                      && !mount.isEmpty()
                      && place.path().startsWith(mount)
                      && !place.path().startsWith(mount + "data/");
              return within
                  ? Optional.of(mount + "data/" + place.path().substring(mount.length()))
                  : Optional.empty();
            });
  }

  private static Result<Payload, Failure> payload(Answer answer) {
    return switch (answer.status()) {
      case 200 -> {
        String data = Payloads.members(answer.body()).getOrDefault("data", "");
        Map<String, String> members = Payloads.members(data);
        // Version 2 wraps a secret with what is known of it.
        boolean second = members.containsKey("metadata") && members.containsKey("data");
        yield Payloads.ofMembers(second ? members.getOrDefault("data", "") : data)
            .<Result<Payload, Failure>>map(Result::ok)
            .orElseGet(() -> unexpected("read"));
      }
      case 403 -> Result.err(new Failure("was refused: the token may not read this path"));
      case 404 -> Result.err(new Failure("leads to nothing: the vault knows no such path"));
      default ->
          Result.err(
              new Failure(
                  String.format(
                      Locale.ROOT, "was answered with status %d by the vault", answer.status())));
    };
  }

  private static Map<String, String> headers(Place place, Optional<String> token) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-vault-request", "true");
    token.ifPresent(text -> headers.put("x-vault-token", text));
    place.auth().text(NAMESPACE).ifPresent(text -> headers.put("x-vault-namespace", text));
    return headers;
  }

  private static String json(Map<String, String> members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      for (Map.Entry<String, String> member : members.entrySet()) {
        out.writeStringField(member.getKey(), member.getValue());
      }
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static String revealed(Credentials secrets, String name) {
    return secrets.field(name).map(secret -> secret.reveal(LOGGING_IN)).orElse("");
  }

  private static String encoded(String path) {
    return path.replace(" ", "%20");
  }

  private static <T> Result<T, Failure> unexpected(String step) {
    return Result.err(
        new Failure("was answered at " + step + " with something else than a secret"));
  }

  private static Optional<Fault> fault(String setting, String rule) {
    return Optional.of(new Fault("auth_config." + setting, rule));
  }
}
