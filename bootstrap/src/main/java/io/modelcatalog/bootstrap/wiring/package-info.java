/**
 * Builds the framework-free parts and hands them to the framework. The only place that knows which
 * adapter stands behind which port.
 */
@NullMarked
package io.modelcatalog.bootstrap.wiring;

import org.jspecify.annotations.NullMarked;
