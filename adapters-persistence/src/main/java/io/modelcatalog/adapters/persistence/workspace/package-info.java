/** Workspaces in the database. */
@NullMarked
package io.modelcatalog.adapters.persistence.workspace;

import org.jspecify.annotations.NullMarked;
