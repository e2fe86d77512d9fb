/** Who this process is among those that share a database. */
@NullMarked
package io.modelcatalog.adapters.persistence.replica;

import org.jspecify.annotations.NullMarked;
