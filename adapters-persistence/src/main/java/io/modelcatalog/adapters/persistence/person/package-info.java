/** People, their memberships and their invites in the database. */
@NullMarked
package io.modelcatalog.adapters.persistence.person;

import org.jspecify.annotations.NullMarked;
