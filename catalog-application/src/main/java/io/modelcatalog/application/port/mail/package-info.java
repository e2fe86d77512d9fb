/** What telling people something by mail needs from outside. */
@NullMarked
package io.modelcatalog.application.port.mail;

import org.jspecify.annotations.NullMarked;
