/** The organization itself over HTTP: its name and what it leaves to its workspaces. */
@NullMarked
package io.modelcatalog.adapters.http.organization;

import org.jspecify.annotations.NullMarked;
