/** Secret references over HTTP. */
@NullMarked
package io.modelcatalog.adapters.http.secret;

import org.jspecify.annotations.NullMarked;
