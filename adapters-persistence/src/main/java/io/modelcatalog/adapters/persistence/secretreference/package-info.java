/** Secret references in the database. */
@NullMarked
package io.modelcatalog.adapters.persistence.secretreference;

import org.jspecify.annotations.NullMarked;
