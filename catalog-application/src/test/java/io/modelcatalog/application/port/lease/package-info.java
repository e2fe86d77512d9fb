/** What every lease store must do, and one in memory. */
@NullMarked
package io.modelcatalog.application.port.lease;

import org.jspecify.annotations.NullMarked;
