package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.modelcatalog.application.audit.AuditLog;
import io.modelcatalog.application.audit.AuditUseCases;
import io.modelcatalog.application.audit.AuditedRepositories;
import io.modelcatalog.application.audit.ListAuditLogs;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/**
 * The audit log, put in front of every repository as it is made, so that nobody can ask for one
 * that keeps a change to itself.
 */
@Factory
final class AuditFactory {

  @Singleton
  AuditLog auditLog(AuditTrail trail, UnitOfWork unitOfWork, IdSource ids, InstantSource clock) {
    return new AuditLog(trail, unitOfWork, ids, clock);
  }

  @Singleton
  AuditedRepositories auditedRepositories(AuditLog log) {
    return new AuditedRepositories(log);
  }

  @Singleton
  ListAuditLogs listAuditLogs(AuditTrail trail, WorkspaceRepository workspaces) {
    return AuditUseCases.of(trail, workspaces).list();
  }

  @Singleton
  BeanCreatedEventListener<OrganizationRepository> organizations(
      BeanProvider<AuditedRepositories> audited) {
    return event -> audited.get().of(event.getBean());
  }

  @Singleton
  BeanCreatedEventListener<WorkspaceRepository> workspaces(
      BeanProvider<AuditedRepositories> audited,
      BeanProvider<PolicyRepository> policies,
      BeanProvider<ConfigRepository> configs,
      BeanProvider<MembershipRepository> memberships) {
    AuditedRepositories.OfWorkspaces owned =
        new AuditedRepositories.OfWorkspaces(policies::get, configs::get, memberships::get);
    return event -> audited.get().of(event.getBean(), owned);
  }

  @Singleton
  BeanCreatedEventListener<ConfigRepository> configs(BeanProvider<AuditedRepositories> audited) {
    return event -> audited.get().of(event.getBean());
  }

  @Singleton
  BeanCreatedEventListener<SecretReferenceRepository> secretReferences(
      BeanProvider<AuditedRepositories> audited) {
    return event -> audited.get().of(event.getBean());
  }

  @Singleton
  BeanCreatedEventListener<IntegrationRepository> integrations(
      BeanProvider<AuditedRepositories> audited) {
    return event -> audited.get().of(event.getBean());
  }

  @Singleton
  BeanCreatedEventListener<ProviderRepository> providers(
      BeanProvider<AuditedRepositories> audited) {
    return event -> audited.get().of(event.getBean());
  }

  @Singleton
  BeanCreatedEventListener<ApiKeyRepository> apiKeys(BeanProvider<AuditedRepositories> audited) {
    return event -> audited.get().of(event.getBean());
  }

  @Singleton
  BeanCreatedEventListener<PolicyRepository> policies(BeanProvider<AuditedRepositories> audited) {
    return event -> audited.get().of(event.getBean());
  }

  @Singleton
  BeanCreatedEventListener<UserRepository> users(BeanProvider<AuditedRepositories> audited) {
    return event -> audited.get().of(event.getBean());
  }

  @Singleton
  BeanCreatedEventListener<MembershipRepository> memberships(
      BeanProvider<AuditedRepositories> audited) {
    return event -> audited.get().of(event.getBean());
  }

  @Singleton
  BeanCreatedEventListener<InviteRepository> invites(BeanProvider<AuditedRepositories> audited) {
    return event -> audited.get().of(event.getBean());
  }
}
