/** Who may call: API keys, their scopes and their state. */
@NullMarked
package io.modelcatalog.domain.access;

import org.jspecify.annotations.NullMarked;
