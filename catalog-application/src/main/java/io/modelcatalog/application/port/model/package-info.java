/** Facts about models. */
@NullMarked
package io.modelcatalog.application.port.model;

import org.jspecify.annotations.NullMarked;
