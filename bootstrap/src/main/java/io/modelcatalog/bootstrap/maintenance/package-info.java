/** Commands that look after the data of a catalog without starting its server. */
@NullMarked
package io.modelcatalog.bootstrap.maintenance;

import org.jspecify.annotations.NullMarked;
