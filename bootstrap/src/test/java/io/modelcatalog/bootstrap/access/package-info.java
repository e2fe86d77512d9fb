/** Who may use which route, proved for every route there is. */
@NullMarked
package io.modelcatalog.bootstrap.access;

import org.jspecify.annotations.NullMarked;
