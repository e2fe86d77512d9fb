/** News of committed changes. */
@NullMarked
package io.modelcatalog.application.port.event;

import org.jspecify.annotations.NullMarked;
