/** Where usage is written so that a crash loses none of it, and read back at start. */
@NullMarked
package io.modelcatalog.application.port.usage;

import org.jspecify.annotations.NullMarked;
