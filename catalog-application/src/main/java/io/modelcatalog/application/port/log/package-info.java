/**
 * The record of calls for people to look at: what was called, how it ended, what it used, how long
 * it took. Limits and money never depend on it; it may lose what was not written yet when the
 * process is killed.
 */
@NullMarked
package io.modelcatalog.application.port.log;

import org.jspecify.annotations.NullMarked;
