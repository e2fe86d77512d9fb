package io.modelcatalog.application.log;

import io.modelcatalog.application.port.log.LogRecord;

/**
 * A record with what it is known by now.
 *
 * @param record the record
 * @param workspaceSlug the workspace's slug; its id if it is gone
 */
public record LogEntry(LogRecord record, String workspaceSlug) {}
