package io.modelcatalog.adapters.providers.secret;

import io.modelcatalog.adapters.providers.transport.AddressGuard;
import io.modelcatalog.adapters.providers.transport.UpstreamAddress;
import io.modelcatalog.domain.shared.Result;

/** Which addresses of keepers of secrets may be called. */
final class Addresses {
  private final AddressGuard guard;

  Addresses(AddressGuard guard) {
    this.guard = guard;
  }

  /** An address that may be called, or the rule it breaks; the rest is checked at connect. */
  Result<UpstreamAddress, String> parse(String url) {
    return UpstreamAddress.parse(url).then(this::mayCall);
  }

  private Result<UpstreamAddress, String> mayCall(UpstreamAddress address) {
    if (guard.allows(address.origin())) {
      return Result.ok(address);
    }
    String allow =
        "; an operator can allow it with CATALOG_UPSTREAM_ALLOW=" + address.origin().hostAndPort();
    if (guard.isPrivateName(address.origin())) {
      return Result.err(
          address.origin().hostAndPort() + " is a private or special address" + allow);
    }
    return address.origin().secure()
        ? Result.ok(address)
        : Result.err("must begin with https://" + allow);
  }
}
