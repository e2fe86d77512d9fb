/** What a workspace calls by slug: it inherits from a grant and may only be stricter. */
@NullMarked
package io.modelcatalog.domain.provider;

import org.jspecify.annotations.NullMarked;
