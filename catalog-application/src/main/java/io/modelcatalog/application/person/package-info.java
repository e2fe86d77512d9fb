/**
 * The people of an organization: their roles, where they work, and how others are invited. Who may
 * give which role is in {@link io.modelcatalog.application.person.RoleRules}. Signing in is
 * elsewhere.
 */
@NullMarked
package io.modelcatalog.application.person;

import org.jspecify.annotations.NullMarked;
