/** Why a call would pass or be refused, and where each value that holds for it comes from. */
@NullMarked
package io.modelcatalog.adapters.http.explain;

import org.jspecify.annotations.NullMarked;
