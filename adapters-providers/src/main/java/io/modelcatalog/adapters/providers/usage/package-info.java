/**
 * Finds what an answer says it used, while the answer passes by. Nothing is kept of it but the
 * usage object itself, at most 4 KiB, however long the answer is and wherever it is cut.
 */
@NullMarked
package io.modelcatalog.adapters.providers.usage;

import org.jspecify.annotations.NullMarked;
