/**
 * Reads secrets that others keep: environment variables, files, HashiCorp Vault and OpenBao, AWS
 * Secrets Manager, Azure Key Vault. No message made here holds a secret.
 */
@NullMarked
package io.modelcatalog.adapters.providers.secret;

import org.jspecify.annotations.NullMarked;
