/** Where developers work; a workspace belongs to one organization. */
@NullMarked
package io.modelcatalog.domain.workspace;

import org.jspecify.annotations.NullMarked;
