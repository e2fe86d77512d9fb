/** The tenant: everything belongs to exactly one organization. */
@NullMarked
package io.modelcatalog.domain.organization;

import org.jspecify.annotations.NullMarked;
