/** Budgets, rate limits and model lists. A child never loosens what its parent allows. */
@NullMarked
package io.modelcatalog.domain.limit;

import org.jspecify.annotations.NullMarked;
