/**
 * Use cases around routing configs. The shape of a document is checked before it comes here; this
 * package keeps secrets out of documents and sees that what they refer to exists.
 */
@NullMarked
package io.modelcatalog.application.config;

import org.jspecify.annotations.NullMarked;
