/** Administration of workspaces under {@code /v1/admin/workspaces}. */
@NullMarked
package io.modelcatalog.adapters.http.workspace;

import org.jspecify.annotations.NullMarked;
