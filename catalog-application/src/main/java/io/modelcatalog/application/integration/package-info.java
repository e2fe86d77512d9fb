/**
 * Integrations: connecting an upstream once, provisioning it to workspaces, and saying which of its
 * models may be called. A grant and the provider that comes with it are made in one transaction;
 * secrets go into the vault and are never read back out to a caller; an address is only changed
 * together with the secrets that would be sent to it.
 */
@NullMarked
package io.modelcatalog.application.integration;

import org.jspecify.annotations.NullMarked;
