package io.modelcatalog.application.organization;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

final class FindOrganizationHandler implements FindOrganization {
  private final OrganizationRepository organizations;
  private final UnitOfWork unitOfWork;

  FindOrganizationHandler(OrganizationRepository organizations, UnitOfWork unitOfWork) {
    this.organizations = organizations;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Organization, CatalogError> handle(Actor actor) {
    return actor.may(SCOPE, Optional.empty())
        ? unitOfWork.read(() -> own(organizations, actor))
        : Result.err(new CatalogError.Forbidden(SCOPE));
  }

  static Result<Organization, CatalogError> own(OrganizationRepository organizations, Actor actor) {
    return organizations
        .find(actor.organization())
        .<Result<Organization, CatalogError>>map(Result::ok)
        .orElseGet(
            () ->
                Result.err(
                    new CatalogError.NotFound("organisation", actor.organization().toString())));
  }
}
