/**
 * Many callers at once against limits at five levels, on one replica or several that are killed
 * meanwhile, and an oracle that goes over what came of it.
 */
@NullMarked
package io.modelcatalog.bootstrap.storm;

import org.jspecify.annotations.NullMarked;
