package io.modelcatalog.adapters.http.integration;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.Moments;
import io.modelcatalog.adapters.http.admin.Nothing;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.ListIntegrationWorkspaces;
import io.modelcatalog.application.integration.ProvisionIntegration;
import java.time.Instant;
import java.time.InstantSource;

/** The workspaces an integration is given to, over HTTP. */
@Controller("/v1/integrations/{ref}/workspaces")
@ExecuteOn(TaskExecutors.BLOCKING)
final class IntegrationWorkspacesController {
  private static final int DEFAULT_PAGE = 1000;

  private final ListIntegrationWorkspaces list;
  private final ProvisionIntegration provision;
  private final InstantSource clock;
  private final Moments moments;

  IntegrationWorkspacesController(
      ListIntegrationWorkspaces list,
      ProvisionIntegration provision,
      InstantSource clock,
      Moments moments) {
    this.list = list;
    this.provision = provision;
    this.clock = clock;
    this.moments = moments;
  }

  /** Lists the workspaces. */
  @Needs({"organisation_integrations.read", "workspace_integrations.read"})
  @Get
  IntegrationJson.Workspaces list(Actor actor, HttpRequest<?> request, @PathVariable String ref) {
    return IntegrationJson.Workspaces.of(
        Refusal.unless(
            list.handle(
                actor, new ListIntegrationWorkspaces.Query(ref, Paging.of(request, DEFAULT_PAGE)))),
        moments.now());
  }

  /** Switches on and off and sets limits, all in one go or not at all. */
  @Needs({"organisation_integrations.update", "workspace_integrations.update"})
  @DryRun
  @Put
  Nothing provision(Actor actor, @PathVariable String ref, @Body byte[] body) {
    Instant now = clock.instant();
    Refusal.unless(
        provision.handle(actor, IntegrationRequests.provision(ref, Fields.read(body), now)));
    return Nothing.HERE;
  }
}
