/**
 * What telling people that a budget runs low or out needs from outside: an outbox, channels,
 * recipients.
 */
@NullMarked
package io.modelcatalog.application.port.alert;

import org.jspecify.annotations.NullMarked;
