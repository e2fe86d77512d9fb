/** Values every feature uses: slugs, results, audit stamps and free-form settings. */
@NullMarked
package io.modelcatalog.domain.shared;

import org.jspecify.annotations.NullMarked;
