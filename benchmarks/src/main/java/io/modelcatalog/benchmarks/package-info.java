/** Benchmarks of the hot pieces; what they measure with is among the tests. */
@NullMarked
package io.modelcatalog.benchmarks;

import org.jspecify.annotations.NullMarked;
