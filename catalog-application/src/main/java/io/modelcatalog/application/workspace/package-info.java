/**
 * Workspaces: making, finding and changing them. What is given to each new workspace is behind
 * {@link io.modelcatalog.application.workspace.ProvisionDefaults}, so that this package knows
 * nothing of integrations.
 */
@NullMarked
package io.modelcatalog.application.workspace;

import org.jspecify.annotations.NullMarked;
