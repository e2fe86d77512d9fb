package io.modelcatalog.application.gateway;

import io.modelcatalog.application.gateway.Denial.Reason;
import io.modelcatalog.application.limit.LimitLine;
import io.modelcatalog.application.limit.Measure;
import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.snapshot.CompiledKey;
import io.modelcatalog.application.snapshot.CompiledModel;
import io.modelcatalog.application.snapshot.CompiledRoute;
import io.modelcatalog.application.snapshot.WorkspaceView;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.model.ModelRef;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.policy.PolicyCall;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Result;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a call goes to, and refuses what may not be called, in the order: key, scope,
 * provider, state, model. Used to admit and to explain alike.
 */
final class Router {
  private static final Denial ARCHIVED =
      new Denial(
          Reason.WORKSPACE_ARCHIVED,
          "The workspace is archived; ask an organization admin",
          Level.WORKSPACE,
          Denial.Ask.ORGANIZATION_ADMINS,
          null,
          null);

  private Router() {}

  /**
   * What a call resolves to, with all its limits. Where {@code denial} is set, what was found
   * before it is kept.
   */
  record Target(
      @Nullable Denial denial,
      @Nullable CompiledRoute route,
      @Nullable CompiledModel model,
      @Nullable Bound bound,
      long cost,
      LimitLine[] lines) {
    private static final LimitLine[] NO_LINES = {};

    static Target denied(Denial denial, @Nullable CompiledRoute route, @Nullable CompiledModel m) {
      return new Target(denial, route, m, null, 0, NO_LINES);
    }

    static Target denied(
        Denial denial, CompiledRoute route, @Nullable CompiledModel m, LimitLine[] lines) {
      return new Target(denial, route, m, null, 0, lines);
    }
  }

  /** Refuses a key that may not call models at all; null if it may. */
  static @Nullable Denial scope(CompiledKey key) {
    if (key.mayInfer()) {
      return null;
    }
    return Denial.ofKey(
        Reason.SCOPE_MISSING,
        key.workspace() == null
            ? "An organisation key cannot call models; use a workspace key"
            : "The API key lacks the scope completions.write");
  }

  /**
   * Resolves a call.
   *
   * @param workspace where it is made
   * @param key who calls; null to leave the key's own limits out
   * @param headerProvider the slug a header names; null if none does
   * @param operation what is asked for
   * @param reads whether the call only reads, such as a GET: it costs nothing upstream
   * @param bodyModel the model the body names; null if none
   * @param outline the body; null if it is no JSON object
   * @param metadata what the client says of the call
   * @param nowMillis now
   * @param outputCap the operator's cap
   */
  static Target resolve(
      WorkspaceView workspace,
      @Nullable CompiledKey key,
      @Nullable String headerProvider,
      Operation operation,
      boolean reads,
      @Nullable String bodyModel,
      @Nullable BodyOutline outline,
      CallMetadata metadata,
      long nowMillis,
      long outputCap) {
    if (workspace.workspace().archived()) {
      return Target.denied(ARCHIVED, null, null);
    }
    String provider = headerProvider;
    String model = bodyModel;
    if (bodyModel != null && bodyModel.startsWith("@") && !ModelRef.isVendorName(bodyModel)) {
      int slash = bodyModel.indexOf('/');
      if (slash < 2) {
        return Target.denied(
            Denial.of(
                Reason.MODEL_INVALID,
                "model: expected \"@provider-slug/model\", nothing else after @"),
            null,
            null);
      }
      model = bodyModel.substring(slash + 1);
      if (provider == null) {
        provider = bodyModel.substring(1, slash);
      }
    }
    if (provider == null) {
      return Target.denied(
          Denial.of(
              Reason.PROVIDER_MISSING,
              "No provider: name one as model \"@provider-slug/model\" or in the header"
                  + " x-portkey-provider"),
          null,
          null);
    }
    CompiledRoute route = workspace.route(provider);
    if (route == null) {
      return Target.denied(
          Denial.of(
              Reason.PROVIDER_UNKNOWN,
              "Unknown provider slug: "
                  + printable(provider)
                  + " (not in workspace "
                  + workspace.workspace().slug()
                  + ")"),
          null,
          null);
    }
    if (model != null && !ModelSlug.isValid(model)) {
      return Target.denied(
          Denial.of(Reason.MODEL_INVALID, "model: expected " + ModelSlug.RULE), route, null);
    }
    if (model == null && needsModel(operation)) {
      return Target.denied(Denial.of(Reason.MODEL_MISSING, "model: required"), route, null);
    }
    CompiledModel compiled = model == null ? null : route.model(model);
    Denial state = state(route, nowMillis);
    if (state != null) {
      return Target.denied(state, route, compiled);
    }
    if (compiled != null && compiled.refusedBy() != null) {
      return Target.denied(
          Denial.at(
              Reason.MODEL_NOT_ALLOWED,
              compiled.refusedBy(),
              route.integration(),
              "The model "
                  + compiled.slug()
                  + " is not allowed by the "
                  + words(compiled.refusedBy())
                  + " "
                  + nameOf(route, compiled.refusedBy())),
          route,
          compiled);
    }
    LimitLine[] lines = lines(key, route);
    if (!workspace.policies().isEmpty()) {
      Map<String, String> said = Map.of();
      if (workspace.policies().readsMetadata()) {
        switch (metadata.read()) {
          case Result.Ok<Map<String, String>, String>(Map<String, String> read) -> said = read;
          case Result.Err<Map<String, String>, String>(String rule) -> {
            return Target.denied(
                Denial.of(Reason.METADATA_INVALID, "metadata: " + rule), route, compiled);
          }
        }
        said = workspace.metadata(key, said);
      }
      lines =
          workspace
              .policies()
              .with(
                  lines,
                  new PolicyCall(
                      key == null ? null : key.key().id().toString(),
                      workspace.workspace().id().toString(),
                      provider,
                      route.integration().kind(),
                      model,
                      operation.endpointType(),
                      said),
                  nowMillis);
    }
    return priced(lines, workspace, route, compiled, operation, reads, outline, outputCap);
  }

  /** Vendors have a standing model for the other operations, and a call need not name it. */
  private static boolean needsModel(Operation operation) {
    return switch (operation) {
      case CHAT_COMPLETIONS, COMPLETIONS, EMBEDDINGS, RESPONSES -> true;
      case IMAGES, SPEECH, RERANK, MODERATIONS, PASS_THROUGH -> false;
    };
  }

  /** The limits of a call that hang on objects. */
  static LimitLine[] lines(@Nullable CompiledKey key, CompiledRoute route) {
    return key == null ? route.lines() : key.lines(route);
  }

  private static Target priced(
      LimitLine[] lines,
      WorkspaceView workspace,
      CompiledRoute route,
      @Nullable CompiledModel model,
      Operation operation,
      boolean reads,
      @Nullable BodyOutline outline,
      long outputCap) {
    boolean costLimited = false;
    boolean tokenLimited = false;
    for (LimitLine line : lines) {
      costLimited |= line.measure() == Measure.COST;
      tokenLimited |= line.measure() == Measure.TOKENS;
    }
    Bound bound = Bound.of(operation, outline, model, outputCap);
    if (!costLimited && !tokenLimited) {
      bound = bound.uncapped();
    }
    ModelPrice price = model == null ? null : model.price();
    long cost = price == null ? -1 : bound.cost(operation, price);
    if (!workspace.allowUnpriced() && !reads) {
      String what = bound.units().unbounded();
      if (what != null && (costLimited || tokenLimited)) {
        return Target.denied(
            Denial.of(
                Reason.CALL_UNBOUNDED,
                what
                    + ": what the call may use cannot be bounded, and a budget or a limit of tokens"
                    + " applies: "
                    + (what.equals("tools")
                        ? "set max_tool_calls"
                        : "leave it out, or have the organization allow unpriced models")),
            route,
            model,
            lines);
      }
      if (costLimited && cost < 0) {
        return Target.denied(
            Denial.of(Reason.MODEL_UNPRICED, unpriced(operation, model)), route, model, lines);
      }
    }
    cost = Math.max(0, cost);
    return new Target(null, route, model, bound, cost, lines);
  }

  private static String unpriced(Operation operation, @Nullable CompiledModel model) {
    return (operation == Operation.PASS_THROUGH
            ? "This kind of call has no known price"
            : "The model "
                + (model == null ? "" : model.slug())
                + " has no known price"
                + (model == null || model.price() == null ? "" : " for this kind of call"))
        + ", and a cost budget applies: give the model a price in the integration, or"
        + " have the organization allow unpriced models";
  }

  private static @Nullable Denial state(CompiledRoute route, long nowMillis) {
    if (route.integration().archived()) {
      return Denial.at(
          Reason.INTEGRATION_DISABLED,
          Level.INTEGRATION,
          route.integration(),
          "The integration "
              + route.integration().slug()
              + " is archived; ask "
              + Denial.Ask.of(Level.INTEGRATION, route.integration(), null).words());
    }
    if (!route.grant().enabled()) {
      return Denial.at(
          Reason.INTEGRATION_DISABLED,
          Level.GRANT,
          route.integration(),
          "The integration "
              + route.integration().slug()
              + " is switched off for this workspace; ask "
              + Denial.Ask.of(Level.GRANT, route.integration(), null).words());
    }
    if (route.expiredAt(nowMillis)) {
      return Denial.at(
          Reason.PROVIDER_EXPIRED,
          Level.PROVIDER,
          route.integration(),
          "The provider " + route.provider().slug() + " has expired");
    }
    if (route.upstream() == null) {
      String why =
          route.problem() == null
              ? ""
              : ": " + route.problem().field() + ": " + route.problem().rule();
      return Denial.at(
          route.problem() != null && route.problem().field().equals(SecretMapping.FIELD)
              ? Reason.SECRET_UNAVAILABLE
              : Reason.NOT_CALLABLE,
          Level.INTEGRATION,
          route.integration(),
          "The integration " + route.integration().slug() + " cannot be called" + why);
    }
    return null;
  }

  private static String nameOf(CompiledRoute route, Level level) {
    return level == Level.PROVIDER
        ? route.provider().slug().value()
        : route.integration().slug().value();
  }

  static String words(Level level) {
    return level.wireName().replace('_', ' ');
  }

  /** What a client sent, made safe to repeat in a message. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), 64); i++) {
      char c = text.charAt(i);
      printable.append(c > ' ' && c < 0x7f ? c : '?');
    }
    return printable.toString();
  }
}
