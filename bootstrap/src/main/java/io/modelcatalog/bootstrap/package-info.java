/** Starts the program: reads its configuration and connects use cases with adapters. */
@NullMarked
package io.modelcatalog.bootstrap;

import org.jspecify.annotations.NullMarked;
