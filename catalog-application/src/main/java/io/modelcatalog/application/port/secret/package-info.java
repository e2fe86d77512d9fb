/** Secrets at rest and the keyed hashes of API keys. */
@NullMarked
package io.modelcatalog.application.port.secret;

import org.jspecify.annotations.NullMarked;
