/** Benchmarks of the hot pieces. They are run by hand and gate nothing. */
@NullMarked
package io.modelcatalog.benchmarks;

import org.jspecify.annotations.NullMarked;
