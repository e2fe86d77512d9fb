/** Who is acting, and what they may do. */
@NullMarked
package io.modelcatalog.application.access;

import org.jspecify.annotations.NullMarked;
