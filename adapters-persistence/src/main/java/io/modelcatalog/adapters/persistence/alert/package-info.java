/** The outbox of alerts: what is to be told, and how far its deliveries have come. */
@NullMarked
package io.modelcatalog.adapters.persistence.alert;

import org.jspecify.annotations.NullMarked;
