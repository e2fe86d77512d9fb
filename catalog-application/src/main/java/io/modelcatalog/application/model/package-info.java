/** The models a workspace can call: the developer's gallery. */
@NullMarked
package io.modelcatalog.application.model;

import org.jspecify.annotations.NullMarked;
