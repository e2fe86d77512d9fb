/** Connections to upstream services, made once, and their grants to workspaces. */
@NullMarked
package io.modelcatalog.domain.integration;

import org.jspecify.annotations.NullMarked;
