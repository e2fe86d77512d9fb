package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a change touched, has it compiled and publishes the result. Changes are taken one
 * after another, so a later one is never undone by an earlier. Blocking; never on the request path.
 */
public final class SnapshotLoader {

  /** The ports it reads through. */
  public record Ports(
      UnitOfWork unitOfWork,
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      IntegrationRepository integrations,
      ProviderRepository providers,
      ApiKeyRepository apiKeys,
      PolicyRepository policies,
      CredentialVault vault,
      UpstreamFactory upstreams) {}

  /** Reactive readers are owed a subscription before an error. */
  private static final Flow.Subscription NOTHING_TO_ASK_FOR =
      new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  private static final SecretAccess TO_CALL = new SecretAccess("call the upstream");

  private final Ports ports;
  private final SnapshotCompiler compiler;
  private final SnapshotHolder holder;
  private final @Nullable OutsideSecrets outside;
  private final Map<IntegrationId, Cached> prepared = new HashMap<>();

  private record Cached(long version, List<String> outside, PreparedIntegration integration) {}

  /**
   * A loader.
   *
   * @param ports what it reads through
   * @param compiler what compiles
   * @param holder where the result goes
   */
  public SnapshotLoader(Ports ports, SnapshotCompiler compiler, SnapshotHolder holder) {
    this(ports, compiler, holder, null);
  }

  /**
   * The same with secrets from outside.
   *
   * @param outside fills credentials; null if none come from outside
   */
  public SnapshotLoader(
      Ports ports,
      SnapshotCompiler compiler,
      SnapshotHolder holder,
      @Nullable OutsideSecrets outside) {
    this.ports = ports;
    this.compiler = compiler;
    this.holder = holder;
    this.outside = outside;
  }

  /** Compiles everything: at start, or when it is not known what changed. */
  public synchronized void loadAll() {
    Map<WorkspaceId, CatalogSnapshot.Part> workspaces = new HashMap<>();
    Map<OrganizationId, CatalogSnapshot.Part> organizations = new HashMap<>();
    Instant until = patience();
    ports
        .unitOfWork()
        .read(
            () -> {
              for (Organization organization : ports.organizations().all()) {
                organizations.put(organization.id(), organizationPart(organization.id()));
                for (Workspace workspace : ports.workspaces().all(organization.id())) {
                  workspaces.put(workspace.id(), workspacePart(workspace.id(), until));
                }
              }
              return true;
            });
    holder.publish(holder.current().with(workspaces, organizations));
  }

  /** Reads again what a change touched, as it stands now. */
  public synchronized void changed(CatalogChange change) {
    Map<WorkspaceId, CatalogSnapshot.Part> workspaces = new HashMap<>();
    Map<OrganizationId, CatalogSnapshot.Part> organizations = new HashMap<>();
    Instant until = patience();
    ports
        .unitOfWork()
        .read(
            () -> {
              change.workspaces().forEach(id -> workspaces.put(id, workspacePart(id, until)));
              if (change.organizationKeys()) {
                organizations.put(change.organization(), organizationPart(change.organization()));
              }
              return true;
            });
    if (!workspaces.isEmpty() || !organizations.isEmpty()) {
      holder.publish(holder.current().with(workspaces, organizations));
    }
  }

  private CatalogSnapshot.Part organizationPart(OrganizationId id) {
    return compiler.compileOrganization(ports.apiKeys().ofOrganization(id));
  }

  private Instant patience() {
    return outside == null ? Instant.EPOCH : outside.patience();
  }

  private CatalogSnapshot.Part workspacePart(WorkspaceId id, Instant until) {
    Optional<Workspace> workspace = ports.workspaces().find(id);
    if (workspace.isEmpty()) {
      return CatalogSnapshot.Part.GONE;
    }
    Organization organization =
        ports
            .organizations()
            .find(workspace.get().organization())
            .orElseThrow(
                () -> new IllegalStateException("workspace " + id + " has no organization"));
    Map<GrantId, WorkspaceGrant> grants = new HashMap<>();
    Map<IntegrationId, Integration> integrations = new HashMap<>();
    Map<IntegrationId, PreparedIntegration> callable = new HashMap<>();
    List<AiProvider> providers = ports.providers().in(id);
    for (WorkspaceGrant grant : ports.integrations().grantsTo(id)) {
      grants.put(grant.id(), grant);
      Integration integration =
          ports
              .integrations()
              .find(grant.integration())
              .orElseThrow(
                  () -> new IllegalStateException("grant " + grant.id() + " has no integration"));
      integrations.put(integration.id(), integration);
      callable.put(integration.id(), prepare(integration, until));
    }
    return compiler.compile(
        new SnapshotCompiler.Facts(
            organization,
            workspace.get(),
            integrations,
            grants,
            providers,
            ports.apiKeys().in(id),
            callable,
            ports.policies().active(organization.id(), id)));
  }

  /**
   * Made callable once for each version and for each other value of a secret from outside, so that
   * other changes keep its connections warm.
   */
  private PreparedIntegration prepare(Integration integration, Instant until) {
    OutsideSecrets.Filling filling =
        outside == null ? OutsideSecrets.Filling.NONE : outside.of(integration, until);
    Cached known = prepared.get(integration.id());
    if (known != null
        && known.version() == integration.version()
        && known.outside().equals(filling.stamps())) {
      return known.integration();
    }
    PreparedIntegration fresh =
        filling.problem() == null
            ? fresh(integration, filling.credentials())
            : new PreparedIntegration(null, filling.problem(), Map.of());
    prepared.put(integration.id(), new Cached(integration.version(), filling.stamps(), fresh));
    return fresh;
  }

  /** One integration whose secrets cannot be read must not keep all others from being called. */
  private PreparedIntegration fresh(Integration integration, Credentials fromOutside) {
    try {
      return prepare(
          integration,
          integration
              .credentials()
              .map(
                  ref ->
                      ports
                          .vault()
                          .reveal(integration.organization(), integration.id(), ref, TO_CALL))
              .orElse(Credentials.NONE)
              .with(fromOutside));
    } catch (IllegalStateException unreadable) {
      return new PreparedIntegration(
          null,
          new UpstreamProblem("key", "cannot be read from the vault; enter it again"),
          Map.of());
    }
  }

  private PreparedIntegration prepare(Integration integration, Credentials credentials) {
    Map<ModelSlug, Upstream> models = new HashMap<>();
    for (IntegrationModel model : integration.models().models().values()) {
      if (!model.configuration().isEmpty()) {
        Settings merged = mergedHeaders(integration.configuration(), model.configuration());
        models.put(
            model.slug(),
            switch (ports
                .upstreams()
                .prepare(new UpstreamTarget(integration.kind(), merged, credentials))) {
              case Result.Ok<Upstream, UpstreamProblem>(Upstream own) -> own;
              case Result.Err<Upstream, UpstreamProblem>(UpstreamProblem problem) ->
                  refusing(problem);
            });
      }
    }
    return switch (ports
        .upstreams()
        .prepare(
            new UpstreamTarget(integration.kind(), integration.configuration(), credentials))) {
      case Result.Ok<Upstream, UpstreamProblem>(Upstream upstream) ->
          new PreparedIntegration(upstream, null, models);
      case Result.Err<Upstream, UpstreamProblem>(UpstreamProblem problem) ->
          new PreparedIntegration(null, problem, models);
    };
  }

  /** A model's host and headers go before the integration's; other headers are kept. */
  private static Settings mergedHeaders(Settings integration, Settings model) {
    Settings headers = integration.object("custom_headers").with(model.object("custom_headers"));
    Settings merged = integration.with(model);
    return headers.isEmpty()
        ? merged
        : merged.with(Settings.of(Map.of("custom_headers", headers.values())));
  }

  /** Stands in for a model's own host that cannot be called, so that no call goes elsewhere. */
  private static Upstream refusing(UpstreamProblem problem) {
    return (call, subscriber) -> {
      subscriber.onSubscribe(NOTHING_TO_ASK_FOR);
      subscriber.onError(
          new UpstreamException(
              new UpstreamFailure.Forbidden(problem.field() + ": " + problem.rule())));
    };
  }
}
