package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.upstream.UpstreamKind;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * How an upstream is reached: settings that passed the upstream's own check, told apart from the
 * secrets that came with them.
 *
 * @param kind what is known of the upstream
 * @param settings those that are no secrets
 * @param secrets what was said of each secret setting that was mentioned
 */
record Connection(
    UpstreamKind kind, Settings settings, Map<String, SubmittedSettings.Said> secrets) {

  /** The field that holds settings. */
  static final String FIELD = "configurations";

  private static final Set<String> ADDRESSES =
      Set.of(
          Integration.CUSTOM_HOST,
          "azure_resource_name",
          "aws_region",
          "snowflake_account",
          "vertex_region",
          "workers_ai_account_id");

  /** Checks settings as they were sent. */
  static Result<Connection, CatalogError> check(
      UpstreamFactory upstreams, String kind, SubmittedSettings sent, Settings stored) {
    return upstreams
        .check(kind, SensitiveHeaders.unmasked(sent.all(), stored))
        .mapError(Connection::invalid)
        .then(known -> toldApart(upstreams, known, sent, stored));
  }

  /** A problem of the upstream, told as a field that breaks a rule. */
  static CatalogError invalid(UpstreamProblem problem) {
    return new CatalogError.Invalid(problem.field(), problem.rule());
  }

  /**
   * The settings that decide where requests, and the secrets in them, are sent and that differ.
   *
   * @return names, in order; empty if the address stays the same
   */
  static Set<String> movedAddresses(Settings before, Settings after) {
    Set<String> names = new TreeSet<>(before.values().keySet());
    names.addAll(after.values().keySet());
    names.removeIf(
        name ->
            !isAddress(name)
                || Objects.equals(before.values().get(name), after.values().get(name)));
    return names;
  }

  /** The wire name of a secret: the main one stands beside the settings, others among them. */
  static String wireName(String secret) {
    return secret.equals(Credentials.KEY) ? secret : FIELD + "." + secret;
  }

  private static Result<Connection, CatalogError> toldApart(
      UpstreamFactory upstreams, UpstreamKind kind, SubmittedSettings sent, Settings stored) {
    Map<String, SubmittedSettings.Said> secrets = sent.secrets(kind.secretSettings());
    for (Map.Entry<String, SubmittedSettings.Said> secret : secrets.entrySet()) {
      if (secret.getValue() instanceof SubmittedSettings.Said.NotText) {
        return Result.err(new CatalogError.Invalid(wireName(secret.getKey()), "expected text"));
      }
    }
    Settings settings = SensitiveHeaders.unmasked(sent.less(kind.secretSettings()), stored);
    return upstreams
        .check(kind.id(), settings)
        .mapError(Connection::invalid)
        .map(checked -> new Connection(checked, settings, secrets));
  }

  private static boolean isAddress(String setting) {
    String name = setting.toLowerCase(Locale.ROOT);
    return ADDRESSES.contains(name)
        || name.endsWith("_host")
        || name.endsWith("_url")
        || name.endsWith("_endpoint");
  }
}
