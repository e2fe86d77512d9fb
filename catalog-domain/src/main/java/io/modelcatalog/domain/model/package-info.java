/** What is known of a model: its name, its limits, its prices and what it can do. */
@NullMarked
package io.modelcatalog.domain.model;

import org.jspecify.annotations.NullMarked;
