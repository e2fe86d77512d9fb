/** Where the database is: addresses that are safe to open, and the data directory. */
@NullMarked
package io.modelcatalog.adapters.persistence.database;

import org.jspecify.annotations.NullMarked;
