/**
 * Secrets at rest: a master key wraps a data key for each organization, which encrypts credentials.
 * API keys are known by a keyed hash only.
 */
@NullMarked
package io.modelcatalog.adapters.persistence.secret;

import org.jspecify.annotations.NullMarked;
