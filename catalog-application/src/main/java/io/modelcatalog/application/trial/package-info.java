/**
 * Trying a change: what it would do, whom it would affect, and what would be refused from then on.
 */
@NullMarked
package io.modelcatalog.application.trial;

import org.jspecify.annotations.NullMarked;
