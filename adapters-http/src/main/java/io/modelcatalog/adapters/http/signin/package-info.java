/**
 * How people come in over HTTP: signing in and out under {@code /v1/auth}, accepting an invite, and
 * the first owner. Nothing here logs or repeats a password or a token.
 */
@NullMarked
package io.modelcatalog.adapters.http.signin;

import org.jspecify.annotations.NullMarked;
