package io.modelcatalog.application.gateway;

import io.modelcatalog.application.gateway.Admission.Admitted;
import io.modelcatalog.application.gateway.Admission.Denied;
import io.modelcatalog.application.gateway.Denial.Reason;
import io.modelcatalog.application.limit.LeaseDesk;
import io.modelcatalog.application.limit.Leases;
import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.limit.LimitLine;
import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.limit.PolicyTag;
import io.modelcatalog.application.limit.RefusedBudgets;
import io.modelcatalog.application.limit.Reservation;
import io.modelcatalog.application.limit.Standing;
import io.modelcatalog.application.limit.Taken;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.application.port.usage.UsageJournal;
import io.modelcatalog.application.snapshot.CompiledKey;
import io.modelcatalog.application.snapshot.CompiledModel;
import io.modelcatalog.application.snapshot.CompiledRoute;
import io.modelcatalog.application.snapshot.SnapshotHolder;
import io.modelcatalog.application.snapshot.WorkspaceView;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.ModelAccess;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The request path: one snapshot, no exceptions for expected refusals, nothing that blocks. */
public final class ModelGateway implements AdmitCall {
  private static final int MOST_ROUNDS = 100;

  private final SnapshotHolder snapshots;
  private final ApiKeys apiKeys;
  private final LimitAccounts accounts;
  private final UsageJournal journal;
  private final IdSource ids;
  private final InstantSource clock;
  private final GatewaySettings settings;
  private final @Nullable Leases leases;
  private final Metering metering;
  private final RefusedBudgets refusals;

  /** The gateway of a process alone. */
  public ModelGateway(
      SnapshotHolder snapshots,
      ApiKeys apiKeys,
      LimitAccounts accounts,
      UsageJournal journal,
      IdSource ids,
      InstantSource clock,
      GatewaySettings settings) {
    this(
        snapshots,
        apiKeys,
        accounts,
        journal,
        ids,
        clock,
        settings,
        null,
        Metering.plain(),
        new RefusedBudgets());
  }

  /**
   * A gateway.
   *
   * @param snapshots the compiled catalog
   * @param apiKeys knows keys by their hash
   * @param accounts the counters
   * @param journal where usage is written
   * @param ids request ids
   * @param clock time
   * @param settings what the operator decided
   * @param leases where more of a limit is leased; null for a process alone
   * @param metering what all calls are settled by
   * @param refusals is told which budgets refuse calls
   */
  public ModelGateway(
      SnapshotHolder snapshots,
      ApiKeys apiKeys,
      LimitAccounts accounts,
      UsageJournal journal,
      IdSource ids,
      InstantSource clock,
      GatewaySettings settings,
      @Nullable Leases leases,
      Metering metering,
      RefusedBudgets refusals) {
    this.snapshots = snapshots;
    this.apiKeys = apiKeys;
    this.accounts = accounts;
    this.journal = journal;
    this.ids = ids;
    this.clock = clock;
    this.settings = settings;
    this.leases = leases;
    this.metering = metering;
    this.refusals = refusals;
  }

  @Override
  public Admission admit(ModelCall call) {
    long now = clock.millis();
    String presented = call.presentedKey();
    if (presented == null || presented.isEmpty()) {
      return denied(Denial.of(Reason.KEY_MISSING, "Missing API key"));
    }
    CompiledKey key =
        apiKeys.plausible(presented) ? snapshots.current().key(apiKeys.digest(presented)) : null;
    if (key == null) {
      return denied(Denial.of(Reason.KEY_UNKNOWN, "Invalid API key"));
    }
    if (key.expiredAt(now)) {
      return denied(Denial.ofKey(Reason.KEY_EXPIRED, "The API key has expired"));
    }
    Denial scope = Router.scope(key);
    WorkspaceView workspace = key.workspace();
    if (workspace == null) {
      return denied(Objects.requireNonNull(scope));
    }
    if (scope != null) {
      return denied(scope, Standing.NONE, call, key, null, now);
    }
    Router.Target target =
        Router.resolve(
            workspace,
            key,
            call.provider(),
            call.operation(),
            reads(call.method()),
            call.outline() == null ? null : call.outline().model(),
            call.outline(),
            call.metadata(),
            now,
            settings.outputCap());
    if (target.denial() != null) {
      return denied(target.denial(), Standing.NONE, call, key, target.route(), now);
    }
    CompiledRoute route = Objects.requireNonNull(target.route());
    Level hidden = listItsModelHidesFrom(call, route);
    if (hidden != null) {
      return denied(
          Denial.at(
              Reason.MODEL_NOT_ALLOWED,
              hidden,
              route.integration(),
              "A model list applies, and the model of a body that is not JSON cannot be checked"
                  + " against it"),
          Standing.NONE,
          call,
          key,
          route,
          now);
    }
    Bound bound = Objects.requireNonNull(target.bound());
    LimitLine[] lines = target.lines();
    Wanted wanted =
        new Wanted(call, key, route, target.model(), bound, lines, target.cost(), bound.tokens());
    return decided(wanted, accounts.take(lines, wanted.cost(), wanted.tokens(), now), now, 1);
  }

  /** A call that may be made if its limits have room. */
  private record Wanted(
      ModelCall call,
      CompiledKey key,
      CompiledRoute route,
      @Nullable CompiledModel model,
      Bound bound,
      LimitLine[] lines,
      long cost,
      long tokens) {}

  private Admission decided(Wanted wanted, Taken taken, long now, int round) {
    return switch (taken) {
      case Taken.Refused(LimitState state, Standing standing) -> {
        refusals.refused(state, standing);
        yield denied(full(state, wanted.key().key().name(), wanted.route()), standing, wanted, now);
      }
      case Taken.Undecided undecided ->
          leases == null || round > MOST_ROUNDS
              ? denied(undecidable(undecided, wanted.route()), Standing.NONE, wanted, now)
              : pending(wanted, undecided, leases, round);
      case Reservation reservation ->
          noted(
              wanted.call(),
              wanted.key(),
              wanted.route(),
              wanted.model(),
              wanted.bound(),
              reservation,
              now);
    };
  }

  /**
   * Others may take what was leased for this call before it does, so it can take several rounds.
   */
  private Admission.Pending pending(
      Wanted wanted, Taken.Undecided undecided, Leases desk, int round) {
    return new Admission.Pending(
        desk.fetch(undecided)
            .thenCompose(
                found -> {
                  long now = clock.millis();
                  Taken taken =
                      found == LeaseDesk.Found.AWAY
                          ? accounts.takeAlone(wanted.lines(), wanted.cost(), wanted.tokens(), now)
                          : accounts.take(wanted.lines(), wanted.cost(), wanted.tokens(), now);
                  Admission next =
                      decided(
                          wanted,
                          taken,
                          now,
                          found == LeaseDesk.Found.AWAY ? MOST_ROUNDS + 1 : round + 1);
                  return next instanceof Admission.Pending(CompletionStage<Admission> further)
                      ? further
                      : CompletableFuture.completedStage(next);
                }));
  }

  private static Denial undecidable(Taken.Undecided undecided, CompiledRoute route) {
    LimitState state = undecided.state();
    return new Denial(
        Reason.LEASE_UNAVAILABLE,
        "The store that the replicas share their limits through cannot be reached in time, and"
            + " this replica holds too little of the limit "
            + state.what()
            + " of the "
            + Router.words(state.level())
            + " for this call",
        state.level(),
        Denial.Ask.of(state.level(), route.integration(), state.policy()),
        state,
        null);
  }

  private Admission noted(
      ModelCall call,
      CompiledKey key,
      CompiledRoute route,
      @Nullable CompiledModel model,
      Bound bound,
      Reservation reservation,
      long now) {
    AdmittedCall admitted =
        new AdmittedCall(
            ids.next(),
            call,
            key,
            route,
            model,
            bound,
            reservation,
            journal,
            clock,
            metering,
            settings.cutStreams(),
            now);
    if (!journal.opened(admitted.atBound())) {
      reservation.release();
      return denied(
          Denial.of(
              Reason.UNAVAILABLE,
              "Usage cannot be recorded, so no call is made: "
                  + journal.obstacle().orElse("try again")),
          Standing.NONE,
          call,
          key,
          route,
          now);
    }
    return new Admitted(admitted);
  }

  /** The refusal by a limit that has no room. */
  static Denial full(LimitState state, String keyName, CompiledRoute route) {
    PolicyTag policy = state.policy();
    String name =
        switch (state.level()) {
          case API_KEY -> keyName;
          case PROVIDER -> route.provider().slug().value();
          case WORKSPACE -> route.workspace().slug().value();
          case INTEGRATION, INTEGRATION_DEFAULT, GRANT -> route.integration().slug().value();
          case ORGANIZATION -> route.workspace().organization().toString();
          case POLICY -> policy == null ? "" : policy.name();
        };
    String owner =
        switch (state.level()) {
          case API_KEY -> "API key " + name;
          case PROVIDER -> "provider " + name;
          case WORKSPACE -> "workspace " + name;
          case INTEGRATION -> "integration " + name + " in all workspaces";
          case GRANT, INTEGRATION_DEFAULT -> "integration " + name + " in this workspace";
          case ORGANIZATION -> "organization";
          case POLICY -> "policy " + name + (policy == null ? "" : " for " + policy.valueKey());
        };
    Denial.Ask ask = Denial.Ask.of(state.level(), route.integration(), policy);
    String message =
        (state.rate()
                ? "Rate limit of the " + owner + " reached ("
                : "The budget of the " + owner + " has no room for this call (")
            + state.what()
            + "); "
            + wayOut(state, ask);
    return new Denial(
        state.rate() ? Reason.RATE_LIMITED : Reason.BUDGET_EXHAUSTED,
        message,
        state.level(),
        ask,
        state,
        name);
  }

  private static String wayOut(LimitState state, Denial.Ask ask) {
    String raise = ask.words() + " can raise it";
    if (!state.waitingHelps()) {
      return "waiting does not help, " + raise;
    }
    return "it starts over at " + Instant.ofEpochMilli(state.resetAtMillis()) + ", " + raise;
  }

  /**
   * The level of a model list that a call passes by, its model being out of sight; null if none.
   */
  private static @Nullable Level listItsModelHidesFrom(ModelCall call, CompiledRoute route) {
    if (call.outline() != null || call.body().length == 0) {
      return null;
    }
    for (Declared<ModelAccess> list : route.settings().models()) {
      if (!list.value().equals(ModelAccess.EVERYTHING)) {
        return list.level();
      }
    }
    return null;
  }

  private static boolean reads(String method) {
    return method.equals("GET") || method.equals("HEAD") || method.equals("DELETE");
  }

  /** Refuses a call of which it is not known whose it is. */
  private static Admission denied(Denial denial) {
    return new Denied(denial);
  }

  private Admission denied(Denial denial, Standing standing, Wanted wanted, long now) {
    return denied(denial, standing, wanted.call(), wanted.key(), wanted.route(), now);
  }

  private Admission denied(
      Denial denial,
      Standing standing,
      ModelCall call,
      CompiledKey key,
      @Nullable CompiledRoute route,
      long now) {
    return new Denied(
        denial,
        standing,
        new RefusedCall(ids.next(), call, key, route, denial, metering.log(), now));
  }
}
