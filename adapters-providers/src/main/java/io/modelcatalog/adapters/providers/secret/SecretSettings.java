package io.modelcatalog.adapters.providers.secret;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What an operator lets secret references read of the server itself. Nothing by default: who may
 * declare references is an administrator of one organization, not of the server.
 *
 * @param variablePrefix what names of environment variables must begin with; empty: none is read
 * @param fileDirectory the folder files must be in; empty: none is read
 * @param identityHosts {@code host:port}s of vaults that the server's own identity may be shown to
 */
public record SecretSettings(
    Optional<String> variablePrefix,
    Optional<Path> fileDirectory,
    Collection<String> identityHosts) {
  /** Nothing of the server. */
  public static final SecretSettings NONE =
      new SecretSettings(Optional.empty(), Optional.empty(), List.of());

  public SecretSettings {
    identityHosts = List.copyOf(identityHosts);
  }
}
