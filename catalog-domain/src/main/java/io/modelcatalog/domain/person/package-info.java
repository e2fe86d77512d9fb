/** The people of an organization: who they are, where they work, and who has been invited. */
@NullMarked
package io.modelcatalog.domain.person;

import org.jspecify.annotations.NullMarked;
