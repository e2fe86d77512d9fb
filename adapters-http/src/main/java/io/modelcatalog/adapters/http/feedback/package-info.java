/** What people think of answers, over HTTP. */
@NullMarked
package io.modelcatalog.adapters.http.feedback;

import org.jspecify.annotations.NullMarked;
