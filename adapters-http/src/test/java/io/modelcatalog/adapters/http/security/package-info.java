/** Who is let in, and what every answer carries. */
@NullMarked
package io.modelcatalog.adapters.http.security;

import org.jspecify.annotations.NullMarked;
