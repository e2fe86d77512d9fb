/** Keeps aggregates, usage and credentials in a relational database. */
@NullMarked
package io.modelcatalog.adapters.persistence;

import org.jspecify.annotations.NullMarked;
