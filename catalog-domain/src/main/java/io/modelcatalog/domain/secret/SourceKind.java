package io.modelcatalog.domain.secret;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What keeps a secret. */
public enum SourceKind {
  /** AWS Secrets Manager. */
  AWS_SM("aws_sm"),
  /** Azure Key Vault. */
  AZURE_KV("azure_kv"),
  /** HashiCorp Vault or OpenBao. */
  HASHICORP_VAULT("hashicorp_vault"),
  /** An environment variable of the server. */
  ENVIRONMENT("environment"),
  /** A file on the server. */
  FILE("file");

  private final String wireName;

  SourceKind(String wireName) {
    this.wireName = wireName;
  }

  /** Its name on the wire. */
  public String wireName() {
    return wireName;
  }

  /** The kind of a wire name. */
  public static Optional<SourceKind> ofWireName(String name) {
    return Arrays.stream(values()).filter(kind -> kind.wireName.equals(name)).findFirst();
  }

  /** All wire names in a sentence. */
  public static String names() {
    return Arrays.stream(values()).map(SourceKind::wireName).collect(Collectors.joining(", "));
  }
}
