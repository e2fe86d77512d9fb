/**
 * Administration of people under {@code /v1/admin/users}, of their invites below it, and of the
 * members of workspaces. No answer carries a password or a hash; a link is in the answer that makes
 * it, and in no other.
 */
@NullMarked
package io.modelcatalog.adapters.http.person;

import org.jspecify.annotations.NullMarked;
