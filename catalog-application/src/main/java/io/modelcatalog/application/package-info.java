/** Use cases of the model catalog, and the ports they need. Free of frameworks. */
@NullMarked
package io.modelcatalog.application;

import org.jspecify.annotations.NullMarked;
