/** What calls used and what they cost. */
@NullMarked
package io.modelcatalog.domain.usage;

import org.jspecify.annotations.NullMarked;
