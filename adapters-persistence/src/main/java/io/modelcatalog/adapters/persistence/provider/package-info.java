/** Providers in the database. */
@NullMarked
package io.modelcatalog.adapters.persistence.provider;

import org.jspecify.annotations.NullMarked;
