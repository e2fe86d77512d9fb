/**
 * The thin concurrent shell around the limit accounts: all limits of a call are taken together or
 * not at all.
 */
@NullMarked
package io.modelcatalog.application.limit;

import org.jspecify.annotations.NullMarked;
