package io.modelcatalog.bootstrap.server;

import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.organization.RegisterOrganization;
import io.modelcatalog.application.organization.RegisterOrganization.Registered;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.bootstrap.settings.CatalogSettings.FirstOrganization;
import io.modelcatalog.domain.shared.Result;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the first organization of an empty database, if the operator asked for one. */
@Singleton
final class FirstSteps {
  private static final Logger LOG = LoggerFactory.getLogger(FirstSteps.class);

  private final CatalogSettings settings;
  private final CatalogApplication application;
  private final UnitOfWork unitOfWork;
  private final OrganizationRepository organizations;

  FirstSteps(
      CatalogSettings settings,
      CatalogApplication application,
      UnitOfWork unitOfWork,
      OrganizationRepository organizations) {
    this.settings = settings;
    this.application = application;
    this.unitOfWork = unitOfWork;
    this.organizations = organizations;
  }

  /**
   * Makes the organization where there is none.
   *
   * @throws StartFailure if it was asked for and refused
   */
  void take() throws StartFailure {
    if (!unitOfWork.read(() -> organizations.all().isEmpty())) {
      return;
    }
    if (settings.firstOrganization().isEmpty()) {
      LOG.warn(
          "There is no organization yet, so nobody can log in or call. The first owner makes one"
              + " with the token shown at the start; or start again with"
              + " CATALOG_BOOTSTRAP_ADMIN_KEY set to a secret of your own choice: it becomes the"
              + " key of the first administrator.");
      return;
    }
    FirstOrganization first = settings.firstOrganization().get();
    switch (application
        .organizations()
        .register()
        .handle(new RegisterOrganization.Command(first.name(), first.adminKey()))) {
      case Result.Ok<Registered, CatalogError>(Registered _) ->
          LOG.info(
              "Made the organization \"{}\" with a default workspace; its administrator's key is"
                  + " the one in CATALOG_BOOTSTRAP_ADMIN_KEY",
              first.name());
      case Result.Err<Registered, CatalogError>(CatalogError error) ->
          throw new StartFailure("the first organization was refused: " + error);
    }
  }
}
