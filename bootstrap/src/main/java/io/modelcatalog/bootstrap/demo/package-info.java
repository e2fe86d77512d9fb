/** A ready-made catalog on this machine, filled through the same use cases that people use. */
@NullMarked
package io.modelcatalog.bootstrap.demo;

import org.jspecify.annotations.NullMarked;
