/**
 * The architecture as rules, and the proof that each can fail. {@link
 * io.modelcatalog.bootstrap.architecture.ArchitectureRules} is shipped in this module's test jar:
 * another service that embeds the modules runs the same rules on itself.
 */
@NullMarked
package io.modelcatalog.bootstrap.architecture;

import org.jspecify.annotations.NullMarked;
