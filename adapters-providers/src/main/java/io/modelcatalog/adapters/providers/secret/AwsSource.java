package io.modelcatalog.adapters.providers.secret;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.modelcatalog.adapters.providers.secret.HttpCalls.Answer;
import io.modelcatalog.adapters.providers.transport.UpstreamAddress;
import io.modelcatalog.application.port.secret.SecretSource.Failure;
import io.modelcatalog.application.port.secret.SecretSource.Fault;
import io.modelcatalog.application.port.secret.SecretSource.Payload;
import io.modelcatalog.application.port.secret.SecretSource.Place;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.shared.Result;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * AWS Secrets Manager: {@code GetSecretValue} of its JSON protocol (API version 2017-10-17), signed
 * with Signature Version 4; with a role, {@code AssumeRole} of the Security Token Service before
 * it. The server's own identity is never used: whoever declares references is not its operator.
 */
final class AwsSource implements SingleSource {
  private static final SecretAccess SIGNING = new SecretAccess("sign a request to AWS");

  private static final String TYPE = "aws_auth_type";
  private static final String REGION = "aws_region";
  private static final String KEY_ID = "aws_access_key_id";
  private static final String SECRET_KEY = "aws_secret_access_key";
  private static final String SESSION = "aws_session_token";
  private static final String ROLE = "aws_role_arn";
  private static final String EXTERNAL_ID = "aws_external_id";
  private static final String ENDPOINT = "aws_endpoint_url";
  private static final String STS_ENDPOINT = "aws_sts_endpoint_url";

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final HttpCalls calls;
  private final Addresses addresses;
  private final InstantSource clock;

  AwsSource(HttpCalls calls, Addresses addresses, InstantSource clock) {
    this.calls = calls;
    this.addresses = addresses;
    this.clock = clock;
  }

  @Override
  public Set<String> secretSettings() {
    return Set.of(KEY_ID, SECRET_KEY, SESSION, EXTERNAL_ID);
  }

  @Override
  public Optional<Fault> check(Place place, Set<String> secrets) {
    if (!place.auth().text(REGION).orElse("").matches("[a-z]{2}(-[a-z]{2,12}){1,3}-[0-9]{1,2}")) {
      return fault(REGION, "required: a region such as eu-central-1");
    }
    for (String name : List.of(ENDPOINT, STS_ENDPOINT)) {
      Optional<String> url = place.auth().text(name);
      if (url.isPresent()
          && addresses.parse(url.get())
              instanceof Result.Err<UpstreamAddress, String>(String rule)) {
        return fault(name, rule);
      }
    }
    if (place.path().isBlank()
        || place.path().length() > 1024
        || !HttpCalls.isPlain(place.path())) {
      return Optional.of(new Fault("secret_path", "the name or ARN of a secret"));
    }
    String type = place.auth().text(TYPE).orElse("");
    if (!type.equals("accessKey") && !type.equals("assumedRole")) {
      return fault(
          TYPE,
          type.equals("serviceRole")
              ? "serviceRole is not available: the server's own identity is not lent to references"
              : "accessKey or assumedRole");
    }
    if (type.equals("assumedRole")
        && !place.auth().text(ROLE).orElse("").matches("arn:[!-~]{1,2000}")) {
      return fault(ROLE, "required: the ARN of a role");
    }
    for (String name : List.of(KEY_ID, SECRET_KEY)) {
      if (!secrets.contains(name)) {
        return fault(
            name, type.equals("accessKey") ? "required" : "required: who is to assume the role");
      }
    }
    return Optional.empty();
  }

  @Override
  public Result<Payload, Failure> fetch(Place place, Credentials secrets) {
    if (check(place, secrets.fields().keySet()).isPresent()) {
      return Result.err(new Failure("is not declared as it must be"));
    }
    AwsCredentialsIdentity own =
        identity(
            revealed(secrets, KEY_ID), revealed(secrets, SECRET_KEY), revealed(secrets, SESSION));
    Result<AwsCredentialsIdentity, Failure> who =
        place.auth().text(TYPE).orElse("").equals("assumedRole")
            ? assumed(place, own, revealed(secrets, EXTERNAL_ID))
            : Result.ok(own);
    return who.then(identity -> read(place, identity));
  }

  private Result<Payload, Failure> read(Place place, AwsCredentialsIdentity identity) {
    String body =
        "{\"SecretId\":\""
            + new String(JsonStringEncoder.getInstance().quoteAsString(place.path()))
            + "\"}";
    return signed(
            place,
            "secretsmanager",
            ENDPOINT,
            Map.of(
                "content-type", "application/x-amz-json-1.1",
                "x-amz-target", "secretsmanager.GetSecretValue"),
            body,
            identity)
        .then(AwsSource::payload);
  }

  private static Result<Payload, Failure> payload(Answer answer) {
    Map<String, String> members = Payloads.members(answer.body());
    if (answer.status() == 200) {
      return Payloads.ofText(members.getOrDefault("SecretString", ""))
          .<Result<Payload, Failure>>map(Result::ok)
          .orElseGet(() -> Result.err(new Failure("is a secret without text (SecretString)")));
    }
    String type = members.getOrDefault("__type", "");
    String name = type.substring(type.lastIndexOf('#') + 1);
    return Result.err(
        new Failure(
            "was refused by AWS with status "
                + answer.status()
                + (name.matches("[A-Za-z]{1,80}") ? " (" + name + ")" : "")));
  }

  private Result<AwsCredentialsIdentity, Failure> assumed(
      Place place, AwsCredentialsIdentity own, String externalId) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("Action", "AssumeRole");
    form.put("Version", "2011-06-15");
    form.put("RoleArn", place.auth().text(ROLE).orElse(""));
    form.put("RoleSessionName", "model-catalog");
    if (!externalId.isEmpty()) {
      form.put("ExternalId", externalId);
    }
    return signed(
            place,
            "sts",
            STS_ENDPOINT,
            Map.of("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
            form(form),
            own)
        .then(
            answer -> {
              String id = element(answer.body(), "AccessKeyId");
              String secret = element(answer.body(), "SecretAccessKey");
              String session = element(answer.body(), "SessionToken");
              return answer.status() != 200 || id.isEmpty() || secret.isEmpty() || session.isEmpty()
                  ? Result.err(
                      new Failure("needs a role that was refused, with status " + answer.status()))
                  : Result.ok(identity(id, secret, session));
            });
  }

  private Result<Answer, Failure> signed(
      Place place,
      String service,
      String endpointSetting,
      Map<String, String> headers,
      String body,
      AwsCredentialsIdentity identity) {
    String region = place.auth().text(REGION).orElse("");
    String host =
        service
            + "."
            + region
            + (region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return addresses
        .parse(place.auth().text(endpointSetting).orElse("https://" + host))
        .mapError(rule -> new Failure("has an address that may not be called: " + rule))
        .then(
            address ->
                calls.call(
                    "POST",
                    address,
                    "/",
                    signatures(address, service, region, headers, bytes, identity),
                    bytes));
  }

  private Map<String, String> signatures(
      UpstreamAddress address,
      String service,
      String region,
      Map<String, String> headers,
      byte[] body,
      AwsCredentialsIdentity identity) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(URI.create(address + "/"));
    headers.forEach(request::putHeader);
    SdkHttpRequest signed =
        signer
            .sign(
                asked ->
                    asked
                        .identity(identity)
                        .request(request.build())
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(
                            HttpSigner.SIGNING_CLOCK, Clock.fixed(clock.instant(), ZoneOffset.UTC)))
            .request();
    Map<String, String> all = new LinkedHashMap<>();
    signed
        .headers()
        .forEach((name, values) -> all.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    all.remove("host");
    all.remove("content-length");
    return all;
  }

  private static AwsCredentialsIdentity identity(String id, String secret, String session) {
    return session.isEmpty()
        ? AwsCredentialsIdentity.create(id, secret)
        : AwsSessionCredentialsIdentity.create(id, secret, session);
  }

  static String form(Map<String, String> fields) {
    StringBuilder form = new StringBuilder();
    fields.forEach(
        (name, value) ->
            form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return form.toString();
  }

  /** The text of the first element of a name; what stands in these needs no unescaping. */
  private static String element(String xml, String name) {
    int from = xml.indexOf("<" + name + ">");
    int to = xml.indexOf("</" + name + ">");
    return from < 0 || to < from ? "" : xml.substring(from + name.length() + 2, to).strip();
  }

  private static String revealed(Credentials secrets, String name) {
    return secrets.field(name).map(secret -> secret.reveal(SIGNING)).orElse("");
  }

  private static Optional<Fault> fault(String setting, String rule) {
    return Optional.of(new Fault("auth_config." + setting, rule));
  }
}
