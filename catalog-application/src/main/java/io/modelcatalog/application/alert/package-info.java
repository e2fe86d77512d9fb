/**
 * Tells people that a budget runs low or out: once for each window and amount, over all replicas
 * and crashes. Works in the background, from balances that are stored already.
 */
@NullMarked
package io.modelcatalog.application.alert;

import org.jspecify.annotations.NullMarked;
