/** Integrations, their models and the workspaces they are given to, over HTTP. */
@NullMarked
package io.modelcatalog.adapters.http.integration;

import org.jspecify.annotations.NullMarked;
