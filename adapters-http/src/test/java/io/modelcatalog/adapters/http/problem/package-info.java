/** What refusals look like. */
@NullMarked
package io.modelcatalog.adapters.http.problem;

import org.jspecify.annotations.NullMarked;
