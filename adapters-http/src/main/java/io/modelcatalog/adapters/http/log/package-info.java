/** The request log over HTTP: records of calls, with the filters that analytics share. */
@NullMarked
package io.modelcatalog.adapters.http.log;

import org.jspecify.annotations.NullMarked;
