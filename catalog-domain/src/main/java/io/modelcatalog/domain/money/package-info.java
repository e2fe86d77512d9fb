/** Exact money in nano-dollars and the prices of models; no floating point anywhere. */
@NullMarked
package io.modelcatalog.domain.money;

import org.jspecify.annotations.NullMarked;
