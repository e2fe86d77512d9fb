/** Configs and their versions in the database. */
@NullMarked
package io.modelcatalog.adapters.persistence.config;

import org.jspecify.annotations.NullMarked;
