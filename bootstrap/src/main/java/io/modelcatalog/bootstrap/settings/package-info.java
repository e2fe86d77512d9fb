/**
 * What an operator can set. Each setting is listed once, in {@link
 * io.modelcatalog.bootstrap.settings.Setting}; where it comes from and what it must be is decided
 * here and nowhere else.
 */
@NullMarked
package io.modelcatalog.bootstrap.settings;

import org.jspecify.annotations.NullMarked;
