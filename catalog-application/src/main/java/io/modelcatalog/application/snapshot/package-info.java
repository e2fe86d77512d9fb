/**
 * The catalog compiled for the request path: immutable, rebuilt for the workspaces a change
 * touches.
 */
@NullMarked
package io.modelcatalog.application.snapshot;

import org.jspecify.annotations.NullMarked;
