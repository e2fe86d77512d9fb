/**
 * AI providers: deriving one from a granted integration, never looser than the grant, and changing,
 * finding and deleting them. What exists out of the actor's reach answers like what does not exist.
 */
@NullMarked
package io.modelcatalog.application.provider;

import org.jspecify.annotations.NullMarked;
