/**
 * How people come in: signing in with a password, sessions, accepting an invite, and the link of
 * the first owner. Attempts are counted before any password is hashed, and no answer tells whether
 * an address is known.
 */
@NullMarked
package io.modelcatalog.application.signin;

import org.jspecify.annotations.NullMarked;
