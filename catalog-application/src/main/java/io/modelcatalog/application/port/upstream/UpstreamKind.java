package io.modelcatalog.application.port.upstream;

import java.util.Set;

/**
 * What is known of a kind of upstream.
 *
 * @param id its id on the wire, such as {@code azure-openai}
 * @param displayName for people
 * @param secretSettings names of settings that are secrets and belong in the vault
 * @param needsKey whether it cannot be called without the main secret
 * @param callable whether this build can call it; others can be administered only
 */
public record UpstreamKind(
    String id, String displayName, Set<String> secretSettings, boolean needsKey, boolean callable) {
  public UpstreamKind {
    secretSettings = Set.copyOf(secretSettings);
  }
}
