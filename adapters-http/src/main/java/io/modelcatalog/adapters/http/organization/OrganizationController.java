package io.modelcatalog.adapters.http.organization;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.SecurityJson;
import io.modelcatalog.adapters.http.admin.Tagged;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.SecurityChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.organization.ChangeOrganization;
import io.modelcatalog.application.organization.FindOrganization;
import io.modelcatalog.domain.organization.Organization;
import java.util.Optional;

/** The caller's own organization over HTTP; no path names another. */
@Controller("/v1/admin/organisation")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OrganizationController {
  private final FindOrganization find;
  private final ChangeOrganization change;

  OrganizationController(FindOrganization find, ChangeOrganization change) {
    this.find = find;
    this.change = change;
  }

  /** Shows the organization. */
  @Needs(FindOrganization.SCOPE)
  @Get
  HttpResponse<OrganizationJson> find(Actor actor) {
    Organization found = Refusal.unless(find.handle(actor));
    return Tagged.answer(OrganizationJson.of(found), found);
  }

  /** Changes the organization where the body mentions it, and shows it. */
  @Needs(ChangeOrganization.SCOPE)
  @DryRun
  @Put
  OrganizationJson change(Actor actor, @Body byte[] body) {
    Fields fields = Fields.read(body);
    Optional<String> name = fields.line("name", 255);
    Optional<Boolean> ownIntegrations = fields.bool("allow_workspace_integrations");
    Optional<Boolean> unpriced = fields.bool("allow_unpriced_models");
    SecurityChange security = SecurityJson.change(fields);
    fields.verify();
    return OrganizationJson.of(
        Refusal.unless(
            change.handle(
                actor, new ChangeOrganization.Command(name, ownIntegrations, unpriced, security))));
  }
}
