package io.modelcatalog.adapters.http.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A route that can be tried with {@code ?dry_run=true}: all it does, it does in a transaction in
 * the name of its actor. Elsewhere the parameter is refused, lest somebody believe nothing was
 * done.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface DryRun {}
