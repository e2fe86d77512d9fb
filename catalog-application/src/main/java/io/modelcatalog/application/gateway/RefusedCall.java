package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.log.CallLog;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.snapshot.CompiledKey;
import io.modelcatalog.application.snapshot.CompiledRoute;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.usage.TokenUsage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A call of a known key that was refused: it is logged once it is known how it was answered. */
public final class RefusedCall {
  private static final int LONGEST_NAME = 1024;

  private final UUID requestId;
  private final ModelCall call;
  private final CompiledKey key;
  private final @Nullable CompiledRoute route;
  private final Denial denial;
  private final CallLog log;
  private final long atMillis;

  RefusedCall(
      UUID requestId,
      ModelCall call,
      CompiledKey key,
      @Nullable CompiledRoute route,
      Denial denial,
      CallLog log,
      long atMillis) {
    this.requestId = requestId;
    this.call = call;
    this.key = key;
    this.route = route;
    this.denial = denial;
    this.log = log;
    this.atMillis = atMillis;
  }

  /** The call's id. */
  public UUID requestId() {
    return requestId;
  }

  /** Has it logged, with the status it was answered with. To be called once. */
  public void answered(int status) {
    CompiledRoute to = route;
    String asked =
        call.outline() == null || call.outline().model() == null ? "" : call.outline().model();
    log.ended(
        new EndedCall(
            requestId,
            atMillis,
            key,
            to,
            to == null ? named(call.provider()) : to.provider().slug().value(),
            named(asked.startsWith("@") ? asked.substring(asked.indexOf('/') + 1) : asked),
            call.operation(),
            call.method(),
            call.path(),
            call.metadata(),
            call.context(),
            LogRecord.End.REFUSED,
            denial.reason().name(),
            status,
            false,
            TokenUsage.ZERO,
            Money.ZERO,
            false,
            Math.max(0, log.nanos() - call.context().arrivedNanos()),
            -1,
            0,
            null));
  }

  private static String named(@Nullable String text) {
    if (text == null) {
      return "";
    }
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME);
  }
}
