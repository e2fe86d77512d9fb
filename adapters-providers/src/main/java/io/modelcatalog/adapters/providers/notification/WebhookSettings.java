package io.modelcatalog.adapters.providers.notification;

import io.modelcatalog.adapters.providers.transport.AddressGuard;
import io.modelcatalog.adapters.providers.transport.UpstreamAddress;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;
import java.net.URI;
import java.time.Duration;

/**
 * A receiver of the operator's.
 *
 * @param origin scheme, host and port
 * @param path path and query, beginning with a slash
 * @param secret what its messages are signed with
 * @param timeout for one attempt, all in all
 */
public record WebhookSettings(
    UpstreamAddress.Origin origin, String path, SecretText secret, Duration timeout) {

  /** Reads a URL, or tells the rule that it breaks in words that can follow the setting's name. */
  public static Result<WebhookSettings, String> of(
      String url, SecretText secret, Duration timeout, AddressGuard guard) {
    int query = url.indexOf('?');
    String base = query < 0 ? url : url.substring(0, query);
    return UpstreamAddress.parse(base)
        .then(
            address -> {
              String path = URI.create(base).getRawPath();
              String whole =
                  (path.isEmpty() ? "/" : path) + (query < 0 ? "" : url.substring(query));
              String rule = UpstreamAddress.pathRule(whole);
              if (rule != null) {
                return Result.err(rule);
              }
              if (!guard.allows(address.origin())) {
                if (guard.isPrivateName(address.origin())) {
                  return Result.err("is a private address: allow it with CATALOG_UPSTREAM_ALLOW");
                }
                if (!address.origin().secure()) {
                  return Result.err("must begin with https://");
                }
              }
              return Result.ok(new WebhookSettings(address.origin(), whole, secret, timeout));
            });
  }
}
