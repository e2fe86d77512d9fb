/** Speaks to model vendors, each in its own dialect, behind the upstream port. */
@NullMarked
package io.modelcatalog.adapters.providers;

import org.jspecify.annotations.NullMarked;
