package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.upstream.UpstreamProbe;
import io.modelcatalog.application.port.upstream.UpstreamProbe.Answer;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.application.snapshot.OutsideSecrets;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Optional;
import java.util.OptionalInt;

final class TestIntegrationHandler implements TestIntegration {
  private final OrganizationRepository organizations;
  private final StoredTargets targets;
  private final OutsideSecrets outside;
  private final MappingRules mappings;
  private final UpstreamFactory upstreams;
  private final UpstreamProbe probe;
  private final IntegrationLookup lookup;
  private final WorkspaceLookup workspaces;
  private final UnitOfWork unitOfWork;
  private final AskedUpstreams asked;

  TestIntegrationHandler(
      OrganizationRepository organizations,
      StoredTargets targets,
      OutsideSecrets outside,
      MappingRules mappings,
      UpstreamFactory upstreams,
      UpstreamProbe probe,
      IntegrationLookup lookup,
      WorkspaceLookup workspaces,
      UnitOfWork unitOfWork,
      AskedUpstreams asked) {
    this.organizations = organizations;
    this.targets = targets;
    this.outside = outside;
    this.mappings = mappings;
    this.upstreams = upstreams;
    this.probe = probe;
    this.lookup = lookup;
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
    this.asked = asked;
  }

  @Override
  public Result<Report, CatalogError> handle(Actor actor, Command command) {
    Result<UpstreamTarget, CatalogError> target =
        unitOfWork.read(
            () ->
                switch (command.subject()) {
                  case Subject.Stored(String ref) ->
                      lookup.toWrite(actor, ref, "update").then(targets::of);
                  case Subject.Unsaved(CreateIntegration.Command as) ->
                      workspaces
                          .mentioned(actor, as.workspace())
                          .then(
                              home ->
                                  CreateIntegrationHandler.permitted(organizations, actor, home))
                          .then(home -> unsaved(actor, home, as));
                });
    return target
        .then(known -> asked.ask(actor, () -> probe.ask(known)))
        .map(TestIntegrationHandler::report);
  }

  /** Secrets from outside go before those that were entered, as in calls. */
  private Result<UpstreamTarget, CatalogError> unsaved(
      Actor actor, Optional<Workspace> home, CreateIntegration.Command command) {
    return Connection.check(upstreams, command.kind(), command.configuration(), Settings.NONE)
        .then(
            connection ->
                filled(actor, home.map(Workspace::id), command, connection)
                    .then(
                        filled ->
                            CreateIntegrationHandler.credentials(command, connection)
                                .map(
                                    entered ->
                                        new UpstreamTarget(
                                            connection.kind().id(),
                                            connection.settings(),
                                            entered.with(filled)))));
  }

  private Result<Credentials, CatalogError> filled(
      Actor actor,
      Optional<WorkspaceId> home,
      CreateIntegration.Command command,
      Connection connection) {
    return mappings
        .looked(actor.organization(), home, connection.kind(), command.secretMappings())
        .then(
            sound ->
                StoredTargets.credentials(
                    outside.of(actor.organization(), home, sound, outside.patience())));
  }

  /** An answer in words. */
  static Report report(Answer answer) {
    return switch (answer) {
      case Answer.Answered(int status, var models, long millis) ->
          new Report(
              true,
              "ok",
              OptionalInt.of(status),
              millis,
              "The upstream answered and took the key.",
              Optional.empty(),
              models.isEmpty() ? OptionalInt.empty() : OptionalInt.of(models.size()));
      case Answer.Refused(int status, long millis) -> refused(status, millis);
      case Answer.Failed(UpstreamFailure failure, long millis) -> failed(failure, millis);
      case Answer.Unprepared(UpstreamProblem problem) ->
          report(
              "not_callable",
              OptionalInt.empty(),
              0,
              problem.field() + ": " + problem.rule() + ".",
              "Correct the field, or choose another kind of upstream.");
    };
  }

  private static Report refused(int status, long millis) {
    String[] said =
        switch (status) {
          case 401 ->
              new String[] {
                "key_refused",
                "The upstream does not accept the key.",
                "Enter the key again; look whether it is for this host and has not expired."
              };
          case 403 ->
              new String[] {
                "key_not_permitted",
                "The upstream knows the key, but does not permit what was asked.",
                "Give the key leave to list models, or look whether its account is in order. Calls"
                    + " to models may work all the same."
              };
          case 404 ->
              new String[] {
                "not_found",
                "The host has nothing at the path of its list of models.",
                "Look whether the host and the path in custom_host are right, with the version,"
                    + " such as /v1. A few hosts have no list of models; calls may work all the same."
              };
          case 429 ->
              new String[] {
                "rate_limited",
                "The upstream takes no more requests at the moment, or the account has no credit"
                    + " left.",
                "Wait a little, or look at the account's limits."
              };
          default ->
              status >= 500
                  ? new String[] {
                    "upstream_error",
                    "The upstream has a fault of its own.",
                    "Try again later; look at its status page."
                  }
                  : status >= 200 && status <= 299
                      ? new String[] {
                        "not_understood",
                        "The host answered, but not with a list of models.",
                        "Look whether the host speaks OpenAI's API and the path in custom_host is"
                            + " right, such as /v1."
                      }
                      : new String[] {
                        "refused",
                        "The upstream refused the request.",
                        "Look whether the kind of upstream and the host are right."
                      };
        };
    return report(said[0], OptionalInt.of(status), millis, said[1], said[2]);
  }

  private static Report failed(UpstreamFailure failure, long millis) {
    String[] said =
        switch (failure) {
          case UpstreamFailure.Forbidden(String reason) ->
              new String[] {
                "address_forbidden",
                "This address may not be called: " + reason + ".",
                "Private addresses must be allowed by an operator, with CATALOG_UPSTREAM_ALLOW."
              };
          case UpstreamFailure.Unreachable(var cause, String reason) ->
              switch (cause) {
                case NAME ->
                    new String[] {
                      "name_not_found",
                      "The host name was not found.",
                      "Look at its spelling, and whether this server's name service knows it."
                    };
                case REFUSED ->
                    new String[] {
                      "connection_refused",
                      "Nothing takes connections at that host and port.",
                      "Look at the port, and whether the service is running."
                    };
                case TLS ->
                    new String[] {
                      "tls",
                      reason + ".",
                      "Look whether the certificate is valid, for this host name, and from an"
                          + " authority this server trusts; for plain HTTP begin the host with"
                          + " http://."
                    };
                case OTHER ->
                    new String[] {
                      "unreachable",
                      "No connection could be made: " + reason + ".",
                      "Look whether a firewall or a proxy is in between."
                    };
              };
          case UpstreamFailure.TimedOut(var phase, long waited) ->
              new String[] {
                "timed_out",
                (phase == UpstreamFailure.TimedOut.Phase.CONNECT
                        ? "No connection within "
                        : "No whole answer within ")
                    + waited
                    + " ms.",
                "Look whether the host and port are right and a firewall lets them through."
              };
          case UpstreamFailure.BrokenOff(String reason, boolean _) ->
              new String[] {
                "broken_off",
                "The connection ended before the answer was whole: " + reason + ".",
                "Look whether the host speaks HTTP, or HTTPS, on that port."
              };
          case UpstreamFailure.BeyondReservation _ ->
              new String[] {"broken_off", "The answer was cut.", "Try again."};
        };
    return report(said[0], OptionalInt.empty(), millis, said[1], said[2]);
  }

  private static Report report(
      String cause, OptionalInt status, long millis, String message, String hint) {
    return new Report(
        false, cause, status, millis, message, Optional.of(hint), OptionalInt.empty());
  }
}
