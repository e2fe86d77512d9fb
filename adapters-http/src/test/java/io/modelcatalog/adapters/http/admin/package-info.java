/** What controllers share, tested through real HTTP where it matters. */
@NullMarked
package io.modelcatalog.adapters.http.admin;

import org.jspecify.annotations.NullMarked;
