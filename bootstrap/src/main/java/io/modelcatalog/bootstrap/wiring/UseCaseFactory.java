package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Factory;
import io.modelcatalog.adapters.persistence.log.BufferedCallLog;
import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.access.Authenticate;
import io.modelcatalog.application.apikey.ChangeApiKey;
import io.modelcatalog.application.apikey.DeleteApiKey;
import io.modelcatalog.application.apikey.FindApiKey;
import io.modelcatalog.application.apikey.IssueApiKey;
import io.modelcatalog.application.apikey.ListApiKeys;
import io.modelcatalog.application.apikey.RotateApiKey;
import io.modelcatalog.application.gateway.Admission;
import io.modelcatalog.application.gateway.AdmitCall;
import io.modelcatalog.application.gateway.Denial;
import io.modelcatalog.application.gateway.ExplainAccess;
import io.modelcatalog.application.gateway.GatewaySettings;
import io.modelcatalog.application.gateway.Metering;
import io.modelcatalog.application.integration.ChangeIntegration;
import io.modelcatalog.application.integration.ChangeIntegrationModels;
import io.modelcatalog.application.integration.CreateIntegration;
import io.modelcatalog.application.integration.DeleteIntegration;
import io.modelcatalog.application.integration.FindIntegration;
import io.modelcatalog.application.integration.ListIntegrationModels;
import io.modelcatalog.application.integration.ListIntegrationWorkspaces;
import io.modelcatalog.application.integration.ListIntegrations;
import io.modelcatalog.application.integration.ProvisionIntegration;
import io.modelcatalog.application.integration.RemoveIntegrationModels;
import io.modelcatalog.application.limit.LeaseOptions;
import io.modelcatalog.application.model.ListModels;
import io.modelcatalog.application.organization.ChangeOrganization;
import io.modelcatalog.application.organization.FindOrganization;
import io.modelcatalog.application.policy.ArchivePolicy;
import io.modelcatalog.application.policy.ChangePolicy;
import io.modelcatalog.application.policy.CreatePolicy;
import io.modelcatalog.application.policy.FindPolicy;
import io.modelcatalog.application.policy.ListPolicies;
import io.modelcatalog.application.policy.ListPolicyGroups;
import io.modelcatalog.application.policy.ResetPolicyGroup;
import io.modelcatalog.application.port.event.ChangeLog;
import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.secret.SecretSource;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.usage.TokenCounter;
import io.modelcatalog.application.port.usage.UsageJournal;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.application.provider.ChangeProvider;
import io.modelcatalog.application.provider.ConnectProvider;
import io.modelcatalog.application.provider.DeleteProvider;
import io.modelcatalog.application.provider.DeriveProvider;
import io.modelcatalog.application.provider.FindProvider;
import io.modelcatalog.application.provider.ListProviders;
import io.modelcatalog.application.trial.BeginTrial;
import io.modelcatalog.application.workspace.ChangeWorkspace;
import io.modelcatalog.application.workspace.CreateWorkspace;
import io.modelcatalog.application.workspace.DeleteWorkspace;
import io.modelcatalog.application.workspace.FindWorkspace;
import io.modelcatalog.application.workspace.ListWorkspaces;
import io.modelcatalog.bootstrap.server.Lifecycle;
import io.modelcatalog.bootstrap.server.Lifecycle.Phase;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.shared.Result;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Gathers the ports, builds the application, and gives each use case to those who ask for it. */
@Factory
final class UseCaseFactory {
  private static final Denial SEALED =
      Denial.of(Denial.Reason.UNAVAILABLE, "The service is sealed");

  @Singleton
  CatalogApplication application(
      UnitOfWork unitOfWork,
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      IntegrationRepository integrations,
      ProviderRepository providers,
      ApiKeyRepository apiKeys,
      UserRepository users,
      MembershipRepository memberships,
      PolicyRepository policies,
      ConfigRepository configs,
      SecretReferenceRepository secretReferences,
      SecretSource secretSource,
      ChangeLog changes,
      CredentialVault vault,
      ApiKeys keys,
      UpstreamFactory upstreams,
      ModelDirectory directory,
      UsageJournal journal,
      UsageLedger ledger,
      IdSource ids,
      InstantSource clock,
      CatalogSettings settings,
      ReplicaId replica,
      LeaseFactory.@Nullable LeaseStores leases,
      Metering metering) {
    CatalogApplication.Ports ports =
        new CatalogApplication.Ports(
            unitOfWork,
            organizations,
            workspaces,
            integrations,
            providers,
            apiKeys,
            users,
            memberships,
            policies,
            configs,
            secretReferences,
            secretSource,
            new SecretLog(),
            changes,
            vault,
            keys,
            upstreams,
            directory,
            journal,
            ledger,
            ids,
            clock);
    GatewaySettings gateway = new GatewaySettings(settings.outputCap(), settings.cutStreams());
    return CatalogApplication.with(
        ports,
        gateway,
        leases == null
            ? null
            : new CatalogApplication.Shared(
                leases.budgets(), leases.rates(), replica, LeaseOptions.DEFAULT, System::nanoTime),
        metering);
  }

  @Singleton
  Metering metering(TokenCounter tokens, InstantSource clock, BufferedCallLog log) {
    return new Metering(tokens, new ShortfallLog(clock), log);
  }

  /** A sealed server has no application, since it could neither know a key nor note a call. */
  @Singleton
  Authenticate authenticate(Lifecycle lifecycle, BeanProvider<CatalogApplication> application) {
    return lifecycle.phase() == Phase.SEALED
        ? presented -> Result.err(Authenticate.Refusal.UNKNOWN)
        : application.get().authenticate();
  }

  @Singleton
  AdmitCall admitCall(Lifecycle lifecycle, BeanProvider<CatalogApplication> application) {
    return lifecycle.phase() == Phase.SEALED
        ? call -> new Admission.Denied(SEALED)
        : application.get().admitCall();
  }

  @Singleton
  ExplainAccess explainAccess(CatalogApplication application) {
    return application.explainAccess();
  }

  @Singleton
  ListModels listModels(CatalogApplication application) {
    return application.listModels();
  }

  @Singleton
  BeginTrial beginTrial(CatalogApplication application) {
    return application.trials();
  }

  @Singleton
  FindOrganization findOrganization(CatalogApplication application) {
    return application.organizations().find();
  }

  @Singleton
  ChangeOrganization changeOrganization(CatalogApplication application) {
    return application.organizations().change();
  }

  @Singleton
  CreateWorkspace createWorkspace(CatalogApplication application) {
    return application.workspaces().create();
  }

  @Singleton
  ListWorkspaces listWorkspaces(CatalogApplication application) {
    return application.workspaces().list();
  }

  @Singleton
  FindWorkspace findWorkspace(CatalogApplication application) {
    return application.workspaces().find();
  }

  @Singleton
  ChangeWorkspace changeWorkspace(CatalogApplication application) {
    return application.workspaces().change();
  }

  @Singleton
  DeleteWorkspace deleteWorkspace(CatalogApplication application) {
    return application.workspaces().delete();
  }

  @Singleton
  CreateIntegration createIntegration(CatalogApplication application) {
    return application.integrations().create();
  }

  @Singleton
  ListIntegrations listIntegrations(CatalogApplication application) {
    return application.integrations().list();
  }

  @Singleton
  FindIntegration findIntegration(CatalogApplication application) {
    return application.integrations().find();
  }

  @Singleton
  ChangeIntegration changeIntegration(CatalogApplication application) {
    return application.integrations().change();
  }

  @Singleton
  DeleteIntegration deleteIntegration(CatalogApplication application) {
    return application.integrations().delete();
  }

  @Singleton
  ListIntegrationModels listIntegrationModels(CatalogApplication application) {
    return application.integrations().models();
  }

  @Singleton
  ChangeIntegrationModels changeIntegrationModels(CatalogApplication application) {
    return application.integrations().changeModels();
  }

  @Singleton
  RemoveIntegrationModels removeIntegrationModels(CatalogApplication application) {
    return application.integrations().removeModels();
  }

  @Singleton
  ListIntegrationWorkspaces listIntegrationWorkspaces(CatalogApplication application) {
    return application.integrations().workspaces();
  }

  @Singleton
  ProvisionIntegration provisionIntegration(CatalogApplication application) {
    return application.integrations().provision();
  }

  @Singleton
  DeriveProvider deriveProvider(CatalogApplication application) {
    return application.providers().derive();
  }

  @Singleton
  ConnectProvider connectProvider(CatalogApplication application) {
    return application.providers().connect();
  }

  @Singleton
  ListProviders listProviders(CatalogApplication application) {
    return application.providers().list();
  }

  @Singleton
  FindProvider findProvider(CatalogApplication application) {
    return application.providers().find();
  }

  @Singleton
  ChangeProvider changeProvider(CatalogApplication application) {
    return application.providers().change();
  }

  @Singleton
  DeleteProvider deleteProvider(CatalogApplication application) {
    return application.providers().delete();
  }

  @Singleton
  IssueApiKey issueApiKey(CatalogApplication application) {
    return application.apiKeys().issue();
  }

  @Singleton
  ListApiKeys listApiKeys(CatalogApplication application) {
    return application.apiKeys().list();
  }

  @Singleton
  FindApiKey findApiKey(CatalogApplication application) {
    return application.apiKeys().find();
  }

  @Singleton
  ChangeApiKey changeApiKey(CatalogApplication application) {
    return application.apiKeys().change();
  }

  @Singleton
  RotateApiKey rotateApiKey(CatalogApplication application) {
    return application.apiKeys().rotate();
  }

  @Singleton
  DeleteApiKey deleteApiKey(CatalogApplication application) {
    return application.apiKeys().delete();
  }

  @Singleton
  CreatePolicy createPolicy(CatalogApplication application) {
    return application.policies().create();
  }

  @Singleton
  ListPolicies listPolicies(CatalogApplication application) {
    return application.policies().list();
  }

  @Singleton
  FindPolicy findPolicy(CatalogApplication application) {
    return application.policies().find();
  }

  @Singleton
  ChangePolicy changePolicy(CatalogApplication application) {
    return application.policies().change();
  }

  @Singleton
  ArchivePolicy archivePolicy(CatalogApplication application) {
    return application.policies().archive();
  }

  @Singleton
  ListPolicyGroups listPolicyGroups(CatalogApplication application) {
    return application.policies().groups();
  }

  @Singleton
  ResetPolicyGroup resetPolicyGroup(CatalogApplication application) {
    return application.policies().reset();
  }
}
