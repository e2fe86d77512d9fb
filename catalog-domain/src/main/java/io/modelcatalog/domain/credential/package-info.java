/** Pointers to secrets and secrets in memory. A secret is readable only with a stated reason. */
@NullMarked
package io.modelcatalog.domain.credential;

import org.jspecify.annotations.NullMarked;
