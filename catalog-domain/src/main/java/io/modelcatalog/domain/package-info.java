/**
 * The rules of the catalog as plain Java: no framework, no input or output, no clock of its own.
 */
@NullMarked
package io.modelcatalog.domain;

import org.jspecify.annotations.NullMarked;
