/**
 * Who is calling, and what every answer carries. The tenant comes from the key and from nowhere
 * else.
 */
@NullMarked
package io.modelcatalog.adapters.http.security;

import org.jspecify.annotations.NullMarked;
