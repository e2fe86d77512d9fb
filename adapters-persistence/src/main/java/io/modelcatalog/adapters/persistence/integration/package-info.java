/** Integrations and their grants in the database. */
@NullMarked
package io.modelcatalog.adapters.persistence.integration;

import org.jspecify.annotations.NullMarked;
