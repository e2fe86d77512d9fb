/** Organizations in the database. */
@NullMarked
package io.modelcatalog.adapters.persistence.organization;

import org.jspecify.annotations.NullMarked;
