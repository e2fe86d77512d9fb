/**
 * The pages by which people come in: setting up the first owner, accepting an invite, signing in.
 * Plain files that speak to {@code /v1/auth}, {@code /v1/invites} and {@code /v1/setup}; nothing in
 * them comes from another host.
 */
@NullMarked
package io.modelcatalog.adapters.http.page;

import org.jspecify.annotations.NullMarked;
