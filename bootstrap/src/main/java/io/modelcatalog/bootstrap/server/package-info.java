/**
 * Starts and stops the server in the order that loses nothing: what a call needs is whole before
 * the port opens, and calls in flight end before what they write to is closed.
 */
@NullMarked
package io.modelcatalog.bootstrap.server;

import org.jspecify.annotations.NullMarked;
