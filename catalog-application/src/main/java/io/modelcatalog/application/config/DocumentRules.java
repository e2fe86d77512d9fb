package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a config's document must not say, whatever its shape: everybody who may read configs reads
 * it, so it holds no secret; and the providers it routes to by slug exist in its workspace.
 */
final class DocumentRules {
  private static final String NO_SECRETS =
      "a config holds no credentials, since those who may read configs would read them; connect an"
          + " integration and name its provider";

  /** Ends of the names of members that hold secrets, without case, hyphens and underscores. */
  private static final List<String> SECRETS =
      List.of(
          "apikey",
          "authorization",
          "accesskey",
          "secretkey",
          "secretaccesskey",
          "clientsecret",
          "secret",
          "password",
          "sessiontoken",
          "accesstoken",
          "authtoken",
          "bearertoken",
          "privatekey",
          "serviceaccountjson",
          "cookie");

  /** Prefixes of vendors' own model names, which look like providers. */
  private static final Set<String> VENDOR_PREFIXES = Set.of("cf", "hf");

  private final ProviderRepository providers;

  DocumentRules(ProviderRepository providers) {
    this.providers = providers;
  }

  /** Checks a document that is to be kept in a workspace. */
  Result<ConfigDocument, CatalogError> check(WorkspaceId workspace, ConfigDocument document) {
    if (document.text().length() > ConfigVersion.LONGEST) {
      return refused("/config", "at most " + ConfigVersion.LONGEST + " characters");
    }
    Optional<CatalogError> fault =
        secretIn("/config", document.members())
            .or(() -> unknownProviderIn(workspace, "/config", document.members()));
    return fault.<Result<ConfigDocument, CatalogError>>map(Result::err).orElse(Result.ok(document));
  }

  private static Optional<CatalogError> secretIn(String pointer, @Nullable Object value) {
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        Optional<CatalogError> fault = secretIn(pointer + "/" + i, list.get(i));
        if (fault.isPresent()) {
          return fault;
        }
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> member : map.entrySet()) {
        String name = String.valueOf(member.getKey());
        String at = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
        if (member.getValue() instanceof String text && !text.isBlank() && isSecret(name)) {
          return Optional.of(new CatalogError.Invalid(at, NO_SECRETS));
        }
        // Conditions name what they look at, and compare it with what they like.
        Optional<CatalogError> fault =
            name.equals("query") ? Optional.empty() : secretIn(at, member.getValue());
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isSecret(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    return SECRETS.stream().anyMatch(plain::endsWith);
  }

  /** Looks where a document, or one of its targets at whatever depth, names a provider. */
  private Optional<CatalogError> unknownProviderIn(
      WorkspaceId workspace, String pointer, Map<?, ?> target) {
    Optional<CatalogError> fault =
        named(workspace, pointer + "/provider", atSign(target.get("provider")))
            .or(() -> named(workspace, pointer + "/virtual_key", plain(target.get("virtual_key"))))
            .or(
                () ->
                    target.get("override_params") instanceof Map<?, ?> params
                        ? named(
                            workspace,
                            pointer + "/override_params/model",
                            atSign(params.get("model")))
                        : Optional.empty());
    if (fault.isPresent() || !(target.get("targets") instanceof List<?> targets)) {
      return fault;
    }
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i) instanceof Map<?, ?> nested) {
        fault = unknownProviderIn(workspace, pointer + "/targets/" + i, nested);
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<CatalogError> named(
      WorkspaceId workspace, String pointer, Optional<String> slug) {
    return slug.filter(
            name ->
                !Slug.isValid(name) || providers.findBySlug(workspace, new Slug(name)).isEmpty())
        .map(
            name ->
                new CatalogError.Invalid(
                    pointer, "names no provider of this workspace (expected: @slug of one)"));
  }

  /** What a value beginning with {@code @} names: all up to the first slash. */
  private static Optional<String> atSign(@Nullable Object value) {
    return value instanceof String text && text.startsWith("@")
        ? plain(text).filter(slug -> !VENDOR_PREFIXES.contains(slug))
        : Optional.empty();
  }

  private static Optional<String> plain(@Nullable Object value) {
    if (!(value instanceof String text) || text.isBlank()) {
      return Optional.empty();
    }
    String bare = text.startsWith("@") ? text.substring(1) : text;
    int slash = bare.indexOf('/');
    return Optional.of(slash < 0 ? bare : bare.substring(0, slash));
  }

  private static <T> Result<T, CatalogError> refused(String pointer, String rule) {
    return Result.err(new CatalogError.Invalid(pointer, rule));
  }
}
