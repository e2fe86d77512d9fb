/** The description of the HTTP surfaces, and a page to read it in. */
@NullMarked
package io.modelcatalog.adapters.http.openapi;

import org.jspecify.annotations.NullMarked;
