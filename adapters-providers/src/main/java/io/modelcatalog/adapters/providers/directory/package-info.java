/**
 * The models and prices that come with the product, read from resources at start. Prices are
 * decimal text in the files and exact nano-dollars from then on; a model without a price has none,
 * never zero.
 */
@NullMarked
package io.modelcatalog.adapters.providers.directory;

import org.jspecify.annotations.NullMarked;
