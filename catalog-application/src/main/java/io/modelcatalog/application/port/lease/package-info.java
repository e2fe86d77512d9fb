/** The shared store from which replicas lease slices of limits. */
@NullMarked
package io.modelcatalog.application.port.lease;

import org.jspecify.annotations.NullMarked;
