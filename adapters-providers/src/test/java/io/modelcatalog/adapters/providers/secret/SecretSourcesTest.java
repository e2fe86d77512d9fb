package io.modelcatalog.adapters.providers.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelcatalog.adapters.providers.transport.AddressGuard;
import io.modelcatalog.adapters.providers.transport.HttpTransport;
import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.secret.SecretSource;
import io.modelcatalog.application.port.secret.SecretSource.Failure;
import io.modelcatalog.application.port.secret.SecretSource.Fault;
import io.modelcatalog.application.port.secret.SecretSource.Payload;
import io.modelcatalog.application.port.secret.SecretSource.Place;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each keeper of secrets. Those elsewhere are servers on this machine that answer as their vendors
 * document it: HashiCorp Vault's HTTP API (KV version 1 and 2, AppRole), AWS Secrets Manager and
 * STS, Azure Key Vault and Microsoft Entra.
 */
class SecretSourcesTest {
  private static final SecretAccess TO_SEE = new SecretAccess("compare it in a test");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir Path folder;

  private record Got(String method, String path, Map<String, String> headers, String body) {}

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<String, String> answers = new HashMap<>();
  private final List<Got> received = new CopyOnWriteArrayList<>();
  private final Map<String, String> variables = new HashMap<>();
  private HttpServer server;
  private HttpTransport transport;
  private SecretSource sources;
  private String origin;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    origin = "127.0.0.1:" + server.getAddress().getPort();
    AddressGuard guard = AddressGuard.allowing(List.of(origin));
    transport =
        new HttpTransport(
            loops,
            NioSocketChannel::new,
            guard,
            TransportSettings.DEFAULT.withTimeouts(PATIENCE, PATIENCE, PATIENCE));
    InstantSource noon = InstantSource.fixed(Instant.parse("2026-03-18T12:00:00Z"));
    sources =
        new SecretSources(
            new SecretSettings(Optional.of("APP_"), Optional.of(folder), List.of()),
            variables::get,
            transport,
            guard,
            noon);
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.stop(0);
    transport.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  /** Answers {@code METHOD path} with {@code status body}; 404 as Vault does else. */
  private void answer(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().toString();
    received.add(new Got(exchange.getRequestMethod(), path, headers, body));
    String answer =
        answers.getOrDefault(exchange.getRequestMethod() + " " + path, "404 {\"errors\":[]}");
    byte[] bytes = answer.substring(4).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void readsTheFirstVersionOfVaultsKeyValueEngine() {
    answers.put(
        "GET /v1/kv/openai",
        "200 {\"request_id\":\"r\",\"lease_duration\":2764800,\"data\":{\"key\":\"sk-one\",\"n\":5}}");

    Payload payload = read(vault("token", Map.of()), "kv/openai", Map.of("vault_token", "hvs.t"));

    assertThat(member(payload, "key")).isEqualTo("sk-one");
    assertThat(member(payload, "n")).isEqualTo("5");
    assertThat(received.getFirst().headers())
        .containsEntry("x-vault-token", "hvs.t")
        .containsEntry("x-vault-request", "true")
        .doesNotContainKey("x-vault-namespace");
  }

  @Test
  void readsTheSecondVersionWithAndWithoutDataInThePath() {
    answers.put(
        "GET /v1/secret/data/team/openai",
        "200 {\"data\":{\"data\":{\"key\":\"sk-two\"},\"metadata\":{\"version\":3}}}");
    answers.put(
        "GET /v1/sys/internal/ui/mounts/secret/team/openai",
        "200 {\"data\":{\"path\":\"secret/\",\"type\":\"kv\",\"options\":{\"version\":\"2\"}}}");
    Map<String, String> token = Map.of("vault_token", "hvs.t");

    Payload whole =
        read(vault("token", Map.of("vault_namespace", "team-a")), "secret/data/team/openai", token);
    Payload shortened = read(vault("token", Map.of()), "secret/team/openai", token);

    assertThat(text(whole)).isEqualTo("sk-two");
    assertThat(member(whole, "key")).isEqualTo("sk-two");
    assertThat(received.getFirst().headers()).containsEntry("x-vault-namespace", "team-a");
    assertThat(text(shortened)).isEqualTo("sk-two");
  }

  @Test
  void logsInByAppRole() {
    answers.put(
        "POST /v1/auth/approle/login",
        "200 {\"auth\":{\"client_token\":\"hvs.of-the-role\",\"lease_duration\":1200}}");
    answers.put("GET /v1/kv/a", "200 {\"data\":{\"key\":\"sk-role\"}}");

    Payload payload =
        read(
            vault("approle", Map.of("vault_role_id", "role-1")),
            "kv/a",
            Map.of("vault_secret_id", "se\"cret"));

    assertThat(text(payload)).isEqualTo("sk-role");
    assertThat(received.getFirst().body())
        .contains("\"role_id\":\"role-1\"", "\"secret_id\":\"se\\\"cret\"");
    assertThat(received.getLast().headers()).containsEntry("x-vault-token", "hvs.of-the-role");
  }

  @Test
  void tellsWhyVaultGivesNothingWithoutTheToken() {
    answers.put("GET /v1/kv/forbidden", "403 {\"errors\":[\"permission denied hvs.secret\"]}");
    answers.put("GET /v1/kv/odd", "200 {\"data\":null}");
    answers.put(
        "POST /v1/auth/approle/login", "400 {\"errors\":[\"invalid secret id hvs.secret\"]}");
    Map<String, String> token = Map.of("vault_token", "hvs.secret");

    assertThat(failure(vault("token", Map.of()), "kv/forbidden", token)).contains("refused");
    assertThat(failure(vault("token", Map.of()), "kv/none", token)).contains("no such path");
    assertThat(failure(vault("token", Map.of()), "kv/odd", token)).contains("something else");
    assertThat(
            failure(
                vault("approle", Map.of("vault_role_id", "r")),
                "kv/a",
                Map.of("vault_secret_id", "hvs.secret")))
        .contains("login")
        .doesNotContain("hvs.secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../sys/seal",
        "kv/../../sys",
        "/kv/a",
        "kv//a",
        "kv/a/",
        "kv/a?x=1",
        "kv/%2e%2e",
        ""
      })
  void refusesAPathThatLeadsElsewhere(String path) {
    assertThat(fault(vault("token", Map.of()), path, "vault_token").field())
        .isEqualTo("secret_path");
  }

  @Test
  void refusesAVaultThatMayNotBeCalledOrIsNotWhole() {
    for (String address :
        List.of(
            "http://169.254.169.254", "https://10.0.0.1:8200", "http://vault.example.com", "x")) {
      Place place =
          place(
              SourceKind.HASHICORP_VAULT,
              Map.of("vault_addr", address, "vault_auth_type", "token"),
              "kv/a");
      assertThat(sources.check(place, Set.of("vault_token")).orElseThrow().field())
          .isEqualTo("auth_config.vault_addr");
    }
    assertThat(fault(vault("token", Map.of()), "kv/a").field())
        .isEqualTo("auth_config.vault_token");
    assertThat(fault(vault("approle", Map.of()), "kv/a", "vault_secret_id").field())
        .isEqualTo("auth_config.vault_role_id");
    assertThat(fault(vault("userpass", Map.of()), "kv/a").field())
        .isEqualTo("auth_config.vault_auth_type");
    assertThat(fault(vault("kubernetes", Map.of("vault_role", "r")), "kv/a").rule())
        .contains("CATALOG_SECRET_IDENTITY_HOSTS");
  }

  @Test
  void showsTheServersIdentityOnlyToAVaultTheOperatorNamed() throws IOException {
    Path identity = Files.writeString(folder.resolve("token"), "the.jwt\n");
    HttpCalls calls = new HttpCalls(transport, PATIENCE);
    Addresses addresses = new Addresses(AddressGuard.allowing(List.of(origin)));
    VaultSource source = new VaultSource(calls, addresses, Set.of(origin), identity);
    answers.put("POST /v1/auth/kubernetes/login", "200 {\"auth\":{\"client_token\":\"t\"}}");
    answers.put("GET /v1/kv/a", "200 {\"data\":{\"key\":\"sk-k8s\"}}");
    Place place = vault("kubernetes", Map.of("vault_role", "catalog")).apply("kv/a");

    Result<Payload, Failure> result = source.fetch(place, Credentials.NONE);

    assertThat(text(((Result.Ok<Payload, Failure>) result).value())).isEqualTo("sk-k8s");
    assertThat(received.getFirst().body()).contains("\"role\":\"catalog\"", "\"jwt\":\"the.jwt\"");
    received.clear();
    assertThat(new VaultSource(calls, addresses, Set.of(), identity).fetch(place, Credentials.NONE))
        .isInstanceOf(Result.Err.class);
    assertThat(received).isEmpty();
  }

  @Test
  void readsVariablesWithTheOperatorsPrefixAlone() {
    variables.put("APP_KEY", "sk-env");
    variables.put("CATALOG_MASTER_KEY", "never");
    variables.put("APP_JSON", "{\"a\":\"x\",\"b\":{\"c\":1}}");

    assertThat(text(read(place(SourceKind.ENVIRONMENT), "APP_KEY", Map.of()))).isEqualTo("sk-env");
    assertThat(member(read(place(SourceKind.ENVIRONMENT), "APP_JSON", Map.of()), "b"))
        .isEqualTo("{\"c\":1}");
    assertThat(failure(place(SourceKind.ENVIRONMENT), "APP_NONE", Map.of())).contains("not set");
    for (String name : List.of("CATALOG_MASTER_KEY", "HOME", "app_key", "APP_X=Y")) {
      assertThat(fault(place(SourceKind.ENVIRONMENT), name).field()).isEqualTo("secret_path");
      assertThat(failure(place(SourceKind.ENVIRONMENT), name, Map.of())).contains("not allow");
    }
  }

  @Test
  void readsFilesBelowTheOperatorsFolderAlone(@TempDir Path elsewhere) throws IOException {
    Path outside = Files.writeString(elsewhere.resolve("shadow"), "root-secret");
    Files.writeString(folder.resolve("openai"), "sk-file\r\n");
    Files.createDirectory(folder.resolve("..data"));
    Files.writeString(folder.resolve("..data").resolve("inner"), "sk-inner");
    Files.createSymbolicLink(folder.resolve("mounted"), Path.of("..data", "inner"));
    Files.createSymbolicLink(folder.resolve("escape"), outside);
    Files.createSymbolicLink(folder.resolve("way-out"), elsewhere);
    Files.write(folder.resolve("long"), new byte[70_000]);
    Files.write(folder.resolve("empty"), new byte[0]);

    assertThat(text(read(place(SourceKind.FILE), "openai", Map.of()))).isEqualTo("sk-file");
    assertThat(text(read(place(SourceKind.FILE), "mounted", Map.of()))).isEqualTo("sk-inner");
    for (String link : List.of("escape", "way-out/shadow")) {
      assertThat(failure(place(SourceKind.FILE), link, Map.of())).contains("out of the operator's");
    }
    for (String path : List.of("../shadow", "a/../../b", outside.toString(), ".", "x\0y")) {
      assertThat(fault(place(SourceKind.FILE), path).field()).isEqualTo("secret_path");
      assertThat(failure(place(SourceKind.FILE), path, Map.of())).contains("no file below");
    }
    assertThat(failure(place(SourceKind.FILE), "long", Map.of())).contains("more than");
    assertThat(failure(place(SourceKind.FILE), "empty", Map.of())).contains("empty");
    assertThat(failure(place(SourceKind.FILE), "none", Map.of())).contains("cannot be read");
    assertThat(failure(place(SourceKind.FILE), "..data", Map.of())).contains("no ordinary file");
  }

  @Test
  void variablesAndFilesAreOffUnlessTheOperatorSaysSo() {
    SecretSource closed =
        new SecretSources(
            SecretSettings.NONE,
            variables::get,
            transport,
            AddressGuard.STRICT,
            InstantSource.system());
    for (SourceKind kind : List.of(SourceKind.ENVIRONMENT, SourceKind.FILE)) {
      Place place = place(kind, Map.of(), "APP_KEY");
      variables.put("APP_KEY", "sk");
      assertThat(closed.check(place, Set.of()).orElseThrow().field()).isEqualTo("manager_type");
      assertThat(closed.fetch(place, Credentials.NONE)).isInstanceOf(Result.Err.class);
    }
  }

  @Test
  void readsAwsSecretsManagerWithASignedRequest() {
    answers.put(
        "POST /",
        "200 {\"Name\":\"prod/openai\",\"SecretString\":\"{\\\"key\\\":\\\"sk-aws\\\"}\"}");

    Payload payload = read(aws("accessKey", Map.of()), "prod/openai", awsSecrets());

    Got got = received.getFirst();
    assertThat(member(payload, "key")).isEqualTo("sk-aws");
    assertThat(got.body()).isEqualTo("{\"SecretId\":\"prod/openai\"}");
    assertThat(got.headers())
        .containsEntry("x-amz-target", "secretsmanager.GetSecretValue")
        .containsEntry("content-type", "application/x-amz-json-1.1")
        .containsEntry("x-amz-date", "20260318T120000Z");
    assertThat(got.headers().get("authorization"))
        .startsWith(
            "AWS4-HMAC-SHA256"
                + " Credential=AKIDEXAMPLE/20260318/eu-central-1/secretsmanager/aws4_request")
        .contains("SignedHeaders=", "host", "Signature=");
  }

  @Test
  void assumesARoleFirst() {
    answers.put(
        "POST /sts/",
        "200 <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>"
            + "<SecretAccessKey>rolesecret</SecretAccessKey><SessionToken>rolesession</SessionToken>"
            + "</Credentials></AssumeRoleResult></AssumeRoleResponse>");
    answers.put("POST /", "200 {\"SecretString\":\"sk-plain\"}");
    Map<String, String> secrets = new HashMap<>(awsSecrets());
    secrets.put("aws_external_id", "ext 1");

    Payload payload =
        read(
            aws("assumedRole", Map.of("aws_role_arn", "arn:aws:iam::123456789012:role/reader")),
            "prod/openai",
            secrets);

    assertThat(text(payload)).isEqualTo("sk-plain");
    assertThat(received.getFirst().body())
        .contains("Action=AssumeRole", "role%2Freader", "ExternalId=ext+1");
    assertThat(received.getLast().headers())
        .containsEntry("x-amz-security-token", "rolesession")
        .hasEntrySatisfying(
            "authorization", value -> assertThat(value).contains("Credential=ASIAROLE/"));
  }

  @Test
  void tellsWhatAwsRefuses() {
    answers.put(
        "POST /",
        "400 {\"__type\":\"com.amazonaws#ResourceNotFoundException\",\"Message\":\"secret-name\"}");

    assertThat(failure(aws("accessKey", Map.of()), "x", awsSecrets()))
        .contains("400", "ResourceNotFoundException")
        .doesNotContain("secret-name");
    assertThat(fault(aws("serviceRole", Map.of()), "x").field())
        .isEqualTo("auth_config.aws_auth_type");
    assertThat(fault(aws("accessKey", Map.of()), "x", "aws_access_key_id").field())
        .isEqualTo("auth_config.aws_secret_access_key");
    assertThat(fault(aws("accessKey", Map.of("aws_region", "evil.com/")), "x").field())
        .isEqualTo("auth_config.aws_region");
  }

  @Test
  void readsAzureKeyVaultWithClientCredentials() {
    answers.put("POST /login/tenant-1/oauth2/v2.0/token", "200 {\"access_token\":\"az-token\"}");
    answers.put(
        "GET /kv/secrets/openai-key?api-version=7.4", "200 {\"value\":\"sk-azure\",\"id\":\"x\"}");
    Map<String, String> secret = Map.of("azure_entra_client_secret", "s3cret+&");

    Payload payload = read(azure("entra"), "openai-key", secret);

    assertThat(text(payload)).isEqualTo("sk-azure");
    assertThat(received.getFirst().body())
        .contains(
            "grant_type=client_credentials",
            "client_id=app-1",
            "client_secret=s3cret%2B%26",
            "scope=https%3A%2F%2Fvault.azure.net%2F.default");
    assertThat(received.getLast().headers()).containsEntry("authorization", "Bearer az-token");
    assertThat(failure(azure("entra"), "other", secret)).contains("no such secret");
    assertThat(fault(azure("managed"), "a", "azure_entra_client_secret").field())
        .isEqualTo("auth_config.azure_auth_mode");
    assertThat(fault(azure("entra"), "../keys/x", "azure_entra_client_secret").field())
        .isEqualTo("secret_path");
  }

  private interface Somewhere {
    Place apply(String path);
  }

  private Somewhere vault(String type, Map<String, String> more) {
    Map<String, Object> auth = new LinkedHashMap<>(more);
    auth.put("vault_addr", "http://" + origin);
    auth.put("vault_auth_type", type);
    return path -> place(SourceKind.HASHICORP_VAULT, auth, path);
  }

  private Somewhere aws(String type, Map<String, String> more) {
    Map<String, Object> auth = new LinkedHashMap<>();
    auth.put("aws_region", "eu-central-1");
    auth.put("aws_auth_type", type);
    auth.put("aws_endpoint_url", "http://" + origin);
    auth.put("aws_sts_endpoint_url", "http://" + origin + "/sts");
    auth.putAll(more);
    return path -> place(SourceKind.AWS_SM, auth, path);
  }

  private static Map<String, String> awsSecrets() {
    return Map.of("aws_access_key_id", "AKIDEXAMPLE", "aws_secret_access_key", "wJalrEXAMPLE");
  }

  private Somewhere azure(String mode) {
    Map<String, Object> auth = new LinkedHashMap<>();
    auth.put("azure_auth_mode", mode);
    auth.put("azure_entra_tenant_id", "tenant-1");
    auth.put("azure_entra_client_id", "app-1");
    auth.put("azure_vault_url", "http://" + origin + "/kv");
    auth.put("azure_authority_url", "http://" + origin + "/login");
    return path -> place(SourceKind.AZURE_KV, auth, path);
  }

  private static Somewhere place(SourceKind kind) {
    return path -> place(kind, Map.of(), path);
  }

  private static Place place(SourceKind kind, Map<String, ?> auth, String path) {
    return new Place(kind, Settings.of(auth), path);
  }

  private Payload read(Somewhere where, String path, Map<String, String> secrets) {
    Place place = where.apply(path);
    assertThat(sources.check(place, secrets.keySet())).isEmpty();
    return switch (sources.fetch(place, credentials(secrets))) {
      case Result.Ok<Payload, Failure>(Payload payload) -> payload;
      case Result.Err<Payload, Failure>(Failure failure) -> throw new AssertionError(failure);
    };
  }

  private String failure(Somewhere where, String path, Map<String, String> secrets) {
    return switch (sources.fetch(where.apply(path), credentials(secrets))) {
      case Result.Ok<Payload, Failure>(Payload payload) -> throw new AssertionError("was read");
      case Result.Err<Payload, Failure>(Failure failure) -> failure.reason();
    };
  }

  private Fault fault(Somewhere where, String path, String... secrets) {
    return sources.check(where.apply(path), Set.of(secrets)).orElseThrow();
  }

  private static Credentials credentials(Map<String, String> secrets) {
    LinkedHashMap<String, SecretText> fields = new LinkedHashMap<>();
    secrets.forEach((name, text) -> fields.put(name, SecretText.of(text)));
    return new Credentials(fields);
  }

  private static String text(Payload payload) {
    return payload.text().reveal(TO_SEE);
  }

  private static String member(Payload payload, String name) {
    return payload.value(Optional.of(name)).orElseThrow().reveal(TO_SEE);
  }
}
