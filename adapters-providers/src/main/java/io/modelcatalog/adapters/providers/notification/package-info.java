/**
 * Sends alerts: mail by SMTP, and signed webhooks through the guarded transport that upstream calls
 * use. Blocking; called from background threads only.
 */
@NullMarked
package io.modelcatalog.adapters.providers.notification;

import org.jspecify.annotations.NullMarked;
