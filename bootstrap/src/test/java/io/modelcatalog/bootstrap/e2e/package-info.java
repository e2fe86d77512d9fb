/**
 * The program as its users meet it: started as a process of its own, called by published clients,
 * in front of a real model server. What these tests need from a package index is installed below
 * {@code target/}; a suite that cannot get it is reported as skipped by its name.
 */
@NullMarked
package io.modelcatalog.bootstrap.e2e;

import org.jspecify.annotations.NullMarked;
