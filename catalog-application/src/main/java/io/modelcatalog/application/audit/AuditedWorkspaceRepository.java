package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

final class AuditedWorkspaceRepository implements WorkspaceRepository {
  private final WorkspaceRepository workspaces;
  private final AuditedRepositories.OfWorkspaces owned;
  private final AuditLog log;

  AuditedWorkspaceRepository(
      WorkspaceRepository workspaces, AuditedRepositories.OfWorkspaces owned, AuditLog log) {
    this.workspaces = workspaces;
    this.owned = owned;
    this.log = log;
  }

  @Override
  public Optional<Workspace> find(WorkspaceId id) {
    return workspaces.find(id);
  }

  @Override
  public List<Workspace> findAll(Collection<WorkspaceId> ids) {
    return workspaces.findAll(ids);
  }

  @Override
  public Optional<Workspace> findBySlug(OrganizationId organization, Slug slug) {
    return workspaces.findBySlug(organization, slug);
  }

  @Override
  public Page<Workspace> list(
      OrganizationId organization,
      Optional<String> name,
      Optional<String> exactName,
      boolean archived,
      Page.Request page) {
    return workspaces.list(organization, name, exactName, archived, page);
  }

  @Override
  public List<Workspace> all(OrganizationId organization) {
    return workspaces.all(organization);
  }

  @Override
  public Result<Workspace, StoreConflict> save(Workspace workspace) {
    return log.saved(
        Kind.WORKSPACE,
        workspace,
        workspace.version() == 0,
        () -> workspaces.find(workspace.id()),
        () -> workspaces.save(workspace));
  }

  /** What of a workspace is gone with it, without anybody else deleting it, is noted too. */
  @Override
  public Result<Boolean, StoreConflict> delete(WorkspaceId id) {
    Optional<Workspace> found = workspaces.find(id);
    List<Policy> policies = found.map(this::policiesOf).orElse(List.of());
    List<Config> configs = found.map(this::configsOf).orElse(List.of());
    List<Membership> memberships = membershipsOf(id);
    return log.deleted(
        Kind.WORKSPACE,
        () -> found,
        () -> {
          Result<Boolean, StoreConflict> result = workspaces.delete(id);
          if (AuditLog.done(result)) {
            policies.forEach(
                gone -> log.noteChange(Kind.POLICY, Optional.of(gone), Optional.empty()));
            configs.forEach(
                gone -> log.noteChange(Kind.CONFIG, Optional.of(gone), Optional.empty()));
            memberships.forEach(
                gone -> log.noteChange(Kind.MEMBERSHIP, Optional.of(gone), Optional.empty()));
          }
          return result;
        },
        AuditLog::done);
  }

  private List<Policy> policiesOf(Workspace workspace) {
    List<Policy> all = new ArrayList<>();
    for (boolean rates : new boolean[] {false, true}) {
      for (boolean archived : new boolean[] {false, true}) {
        PolicyRepository.Filter filter =
            new PolicyRepository.Filter(
                workspace.organization(),
                Optional.of(workspace.id()),
                rates,
                Optional.empty(),
                archived);
        addAll(page -> owned.policies().get().list(filter, page), all);
      }
    }
    return all;
  }

  private List<Config> configsOf(Workspace workspace) {
    List<Config> all = new ArrayList<>();
    for (boolean archived : new boolean[] {false, true}) {
      ConfigRepository.Filter filter =
          new ConfigRepository.Filter(
              workspace.organization(), Optional.of(Set.of(workspace.id())), archived);
      addAll(page -> owned.configs().get().list(filter, page), all);
    }
    return all;
  }

  private List<Membership> membershipsOf(WorkspaceId workspace) {
    List<Member> all = new ArrayList<>();
    addAll(
        page -> owned.memberships().get().list(workspace, Optional.empty(), Optional.empty(), page),
        all);
    return all.stream().map(Member::membership).toList();
  }

  private static <T> void addAll(Function<Page.Request, Page<T>> list, List<T> all) {
    long total = 1;
    for (int page = 0; (long) page * Page.Request.FIRST.size() < total; page++) {
      Page<T> part = list.apply(new Page.Request(page, Page.Request.FIRST.size()));
      all.addAll(part.items());
      total = part.total();
    }
  }
}
