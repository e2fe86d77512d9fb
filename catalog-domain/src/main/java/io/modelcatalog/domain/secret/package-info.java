/**
 * Secrets that are kept outside the catalog: where each is found, who may use it, and which field
 * of an integration it fills.
 */
@NullMarked
package io.modelcatalog.domain.secret;

import org.jspecify.annotations.NullMarked;
