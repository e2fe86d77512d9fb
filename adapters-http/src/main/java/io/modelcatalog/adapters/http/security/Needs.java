package io.modelcatalog.adapters.http.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What it takes to use a route. A route without it is refused to everybody, so that none is
 * forgotten. It is the door only: where in the catalog the permission holds, and for which object,
 * is for the use case to say.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {
  /** Permissions, any one of which opens the route; none means that being known is enough. */
  String[] value();
}
