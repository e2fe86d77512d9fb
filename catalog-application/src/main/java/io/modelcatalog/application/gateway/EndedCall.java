package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.log.CapturedBodies;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.LoggedCall;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.snapshot.CompiledKey;
import io.modelcatalog.application.snapshot.CompiledRoute;
import io.modelcatalog.application.snapshot.WorkspaceView;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.usage.TokenUsage;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be logged of a call, as references to what is there anyway; bodies only where the
 * workspace wants them. Texts are made of it only when it is written.
 */
record EndedCall(
    UUID requestId,
    long atMillis,
    CompiledKey key,
    @Nullable CompiledRoute route,
    String provider,
    String model,
    Operation operation,
    String method,
    String path,
    CallMetadata metadata,
    CallContext context,
    String outcome,
    String reason,
    int status,
    boolean streamed,
    TokenUsage usage,
    Money cost,
    boolean estimated,
    long totalNanos,
    long firstByteNanos,
    long upstreamNanos,
    @Nullable CapturedBodies captured)
    implements LoggedCall {

  @Override
  public LogRecord record() {
    ApiKey caller = key.key();
    WorkspaceView workspace = Objects.requireNonNull(key.workspace());
    return new LogRecord(
        requestId,
        Instant.ofEpochMilli(atMillis),
        caller.organization(),
        workspace.workspace().id(),
        new LogRecord.Caller(
            Optional.of(caller.id()),
            caller.name(),
            caller.user(),
            context.peer() == null ? "" : context.peer().getHostAddress()),
        new LogRecord.Target(
            route == null ? "" : route.integration().slug().value(),
            provider,
            route == null ? "" : route.integration().kind(),
            model),
        new LogRecord.Asked(operation.endpointType(), method, withoutQuery(path), streamed),
        new LogRecord.End(status, outcome, reason),
        usage,
        cost,
        estimated,
        new LogRecord.Times(
            totalNanos / 1_000,
            firstByteNanos < 0 ? -1 : firstByteNanos / 1_000,
            upstreamNanos / 1_000),
        new LogRecord.Trace(
            context.traceId() == null ? requestId.toString() : context.traceId(),
            orEmpty(context.spanId()),
            orEmpty(context.parentSpanId()),
            orEmpty(context.spanName())),
        workspace.metadata(key, said()));
  }

  @Override
  public Optional<CapturedBodies> bodies() {
    return Optional.ofNullable(captured);
  }

  @Override
  public LoggedCall withoutBodies() {
    return new EndedCall(
        requestId,
        atMillis,
        key,
        route,
        provider,
        model,
        operation,
        method,
        path,
        metadata,
        context,
        outcome,
        reason,
        status,
        streamed,
        usage,
        cost,
        estimated,
        totalNanos,
        firstByteNanos,
        upstreamNanos,
        null);
  }

  /** What the client said that can be read; a policy that reads it has refused the rest. */
  private Map<String, String> said() {
    return metadata.read() instanceof Result.Ok<Map<String, String>, String>(var values)
        ? values
        : Map.of();
  }

  /** A query can hold a secret, as some vendors' keys do. */
  private static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
