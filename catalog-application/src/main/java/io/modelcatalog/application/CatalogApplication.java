package io.modelcatalog.application;

import io.modelcatalog.application.access.Authenticate;
import io.modelcatalog.application.alert.AlertEvaluator;
import io.modelcatalog.application.alert.SentAlerts;
import io.modelcatalog.application.apikey.ApiKeyUseCases;
import io.modelcatalog.application.gateway.AdmitCall;
import io.modelcatalog.application.gateway.ExplainAccess;
import io.modelcatalog.application.gateway.GatewayExplain;
import io.modelcatalog.application.gateway.GatewaySettings;
import io.modelcatalog.application.gateway.Metering;
import io.modelcatalog.application.gateway.ModelGateway;
import io.modelcatalog.application.integration.IntegrationUseCases;
import io.modelcatalog.application.limit.LeaseOptions;
import io.modelcatalog.application.limit.Leases;
import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.limit.RefusedBudgets;
import io.modelcatalog.application.model.ListModels;
import io.modelcatalog.application.model.SnapshotModels;
import io.modelcatalog.application.organization.OrganizationUseCases;
import io.modelcatalog.application.policy.PolicyUseCases;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.event.ChangeLog;
import io.modelcatalog.application.port.lease.LeaseStore;
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
import io.modelcatalog.application.port.usage.UsageJournal;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.application.provider.ProviderUseCases;
import io.modelcatalog.application.secret.ReferencedSecrets;
import io.modelcatalog.application.secret.SecretNews;
import io.modelcatalog.application.secret.SecretReferenceUseCases;
import io.modelcatalog.application.secret.SecretRefresh;
import io.modelcatalog.application.secret.SecretValues;
import io.modelcatalog.application.snapshot.OutsideSecrets;
import io.modelcatalog.application.snapshot.SnapshotAuthenticate;
import io.modelcatalog.application.snapshot.SnapshotBudgets;
import io.modelcatalog.application.snapshot.SnapshotCompiler;
import io.modelcatalog.application.snapshot.SnapshotHolder;
import io.modelcatalog.application.snapshot.SnapshotLoader;
import io.modelcatalog.application.trial.BeginTrial;
import io.modelcatalog.application.trial.ChangedWorkspaces;
import io.modelcatalog.application.trial.SnapshotTrials;
import io.modelcatalog.application.workspace.WorkspaceUseCases;
import io.modelcatalog.domain.shared.ReplicaId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole application: ports in, use cases out. This is what another service calls.
 *
 * <p>Until {@link #load} has been called it knows no key and no limit, and so refuses every call.
 */
public final class CatalogApplication {
  private final Ports ports;
  private final SnapshotHolder snapshots = new SnapshotHolder();
  private final RefusedBudgets refusals = new RefusedBudgets();
  private final LimitAccounts accounts;
  private final SnapshotLoader loader;
  private final AnnouncedChanges events;
  private final OrganizationUseCases organizations;
  private final WorkspaceUseCases workspaces;
  private final IntegrationUseCases integrations;
  private final ProviderUseCases providers;
  private final ApiKeyUseCases apiKeys;
  private final OutsideSecrets outsideSecrets;
  private final PolicyUseCases policies;
  private final SecretReferenceUseCases secretReferences;
  private final SecretRefresh secretRefresh;
  private final Authenticate authenticate;
  private final AdmitCall admitCall;
  private final ExplainAccess explainAccess;
  private final ListModels listModels;
  private final @Nullable Shared shared;
  private final @Nullable Leases leases;
  private long usageCursor;

  /**
   * What the application needs from outside.
   *
   * @param unitOfWork transactions
   * @param organizations stored organizations
   * @param workspaces stored workspaces
   * @param integrations stored integrations and grants
   * @param providers stored providers
   * @param apiKeys stored keys
   * @param users stored people
   * @param memberships where they work
   * @param policies stored policies
   * @param configs stored configs
   * @param secretReferences stored references to secrets that are kept outside
   * @param secretSource reads those secrets
   * @param secretNews is told how reading them goes
   * @param changes where other replicas find the changes made here
   * @param vault credentials
   * @param keys makes keys and knows them again
   * @param upstreams makes integrations callable
   * @param directory known models and prices
   * @param journal where usage goes first
   * @param ledger where usage is kept
   * @param ids new identities
   * @param clock time
   */
  public record Ports(
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
      SecretNews secretNews,
      ChangeLog changes,
      CredentialVault vault,
      ApiKeys keys,
      UpstreamFactory upstreams,
      ModelDirectory directory,
      UsageJournal journal,
      UsageLedger ledger,
      IdSource ids,
      InstantSource clock) {}

  /**
   * What one of several replicas shares its limits through.
   *
   * @param budgets where slices of budgets are leased
   * @param rates where slices of rate limits are leased; it may be the same store
   * @param replica this replica's name, the same after a restart
   * @param options how long to wait for what
   * @param ticker nanoseconds that only ever grow, from wherever
   */
  public record Shared(
      LeaseStore budgets,
      LeaseStore rates,
      ReplicaId replica,
      LeaseOptions options,
      LongSupplier ticker) {}

  private CatalogApplication(
      Ports ports, GatewaySettings settings, @Nullable Shared shared, Metering metering) {
    InstantSource clock = ports.clock();
    this.ports = ports;
    this.shared = shared;
    this.accounts = shared == null ? new LimitAccounts() : LimitAccounts.ofOneOfSeveral();
    this.leases =
        shared == null
            ? null
            : new Leases(
                accounts,
                shared.budgets(),
                shared.rates(),
                shared.replica().value(),
                clock,
                shared.options(),
                shared.ticker());
    SecretValues secrets =
        new SecretValues(ports.secretSource(), ports.vault(), ports.secretNews(), clock);
    this.outsideSecrets = new ReferencedSecrets(ports.secretReferences(), secrets, clock);
    this.loader = loader(ports, accounts, snapshots, outsideSecrets);
    this.secretRefresh =
        new SecretRefresh(
            ports.unitOfWork(), ports.secretReferences(), ports.integrations(), secrets, loader);
    this.events = new AnnouncedChanges(ports.unitOfWork(), ports.changes(), loader);
    this.integrations =
        IntegrationUseCases.of(
            ports.organizations(),
            ports.workspaces(),
            ports.integrations(),
            ports.providers(),
            ports.vault(),
            ports.secretReferences(),
            ports.upstreams(),
            ports.directory(),
            ports.unitOfWork(),
            events,
            ports.ids(),
            clock);
    this.organizations =
        OrganizationUseCases.of(
            ports.organizations(),
            ports.workspaces(),
            ports.apiKeys(),
            ports.keys(),
            ports.unitOfWork(),
            events,
            ports.ids(),
            clock);
    this.workspaces =
        WorkspaceUseCases.of(
            ports.organizations(),
            ports.workspaces(),
            ports.providers(),
            ports.apiKeys(),
            ports.integrations(),
            ports.configs(),
            ports.vault(),
            integrations.provisionDefaults(),
            ports.unitOfWork(),
            events,
            ports.ids(),
            clock);
    this.providers =
        ProviderUseCases.of(
            integrations.create(),
            ports.providers(),
            ports.integrations(),
            ports.workspaces(),
            accounts::used,
            ports.unitOfWork(),
            events,
            ports.ids(),
            clock);
    this.apiKeys =
        ApiKeyUseCases.of(
            ports.apiKeys(),
            ports.workspaces(),
            ports.users(),
            ports.memberships(),
            ports.configs(),
            ports.keys(),
            accounts::used,
            ports.unitOfWork(),
            events,
            ports.ids(),
            clock);
    this.policies =
        PolicyUseCases.of(
            ports.policies(),
            ports.workspaces(),
            accounts,
            ports.ledger(),
            ports.unitOfWork(),
            events,
            ports.ids(),
            clock);
    this.secretReferences =
        SecretReferenceUseCases.of(
            ports.secretReferences(),
            ports.integrations(),
            ports.workspaces(),
            ports.secretSource(),
            ports.vault(),
            ports.unitOfWork(),
            events,
            ports.ids(),
            clock);
    this.authenticate = new SnapshotAuthenticate(snapshots, ports.keys(), clock);
    this.admitCall =
        new ModelGateway(
            snapshots,
            ports.keys(),
            accounts,
            ports.journal(),
            ports.ids(),
            clock,
            settings,
            leases,
            metering,
            refusals);
    this.explainAccess = new GatewayExplain(snapshots, accounts, clock, settings);
    this.listModels = new SnapshotModels(snapshots, ports.directory(), clock);
  }

  /** Composes the application of a process alone. Reads nothing yet. */
  public static CatalogApplication with(Ports ports, GatewaySettings settings) {
    return with(ports, settings, null, Metering.plain());
  }

  /** Composes the application of one of several replicas. Reads nothing yet. */
  public static CatalogApplication with(Ports ports, GatewaySettings settings, Shared shared) {
    return with(ports, settings, shared, Metering.plain());
  }

  /**
   * Composes the application with metering of the caller's, who closes it. Reads nothing yet.
   *
   * @param shared what the replicas share; null for a process alone
   */
  public static CatalogApplication with(
      Ports ports, GatewaySettings settings, @Nullable Shared shared, Metering metering) {
    return new CatalogApplication(ports, settings, shared, metering);
  }

  private static SnapshotLoader loader(
      Ports ports, LimitAccounts accounts, SnapshotHolder snapshots, OutsideSecrets outside) {
    return new SnapshotLoader(
        new SnapshotLoader.Ports(
            ports.unitOfWork(),
            ports.organizations(),
            ports.workspaces(),
            ports.integrations(),
            ports.providers(),
            ports.apiKeys(),
            ports.policies(),
            ports.vault(),
            ports.upstreams()),
        new SnapshotCompiler(accounts, ports.directory()),
        snapshots,
        outside);
  }

  /**
   * Takes over what was used so far and compiles the catalog. To be called once, when the journal
   * of an earlier run has been booked and before the first call.
   */
  public void load() {
    if (shared == null || leases == null) {
      accounts.restore(ports.ledger().balances());
    } else {
      accounts.restore(ports.ledger().balances(shared.replica()));
      followUsage();
      leases.open();
    }
    loader.loadAll();
  }

  /** Brings a change that another replica has committed to this one. Blocking. */
  public void changedElsewhere(CatalogChange change) {
    loader.changed(change);
  }

  /** Reads everything again, for when it is not known what others have changed. Blocking. */
  public void reload() {
    loader.loadAll();
  }

  /**
   * Reads again what of this replica's own changes could not be read when it was made. To be called
   * now and then; blocking.
   */
  public void catchUp() {
    events.catchUp();
  }

  /**
   * Looks what all replicas have used since the last look, so that it can be told. For one of
   * several replicas, to be called about once a second; blocking.
   */
  public synchronized void followUsage() {
    UsageLedger.Changes changes = ports.ledger().changedSince(usageCursor);
    accounts.usedEverywhere(changes.balances(), ports.clock().millis());
    usageCursor = changes.cursor();
  }

  /** How it is with the leases of limits; empty for a process alone. */
  public Optional<Leases> leases() {
    return Optional.ofNullable(leases);
  }

  /** What secrets from outside are; for features that are put together elsewhere. */
  public OutsideSecrets outsideSecrets() {
    return outsideSecrets;
  }

  /** Brings changes of the catalog into effect; for features that are put together elsewhere. */
  public CatalogEvents events() {
    return events;
  }

  /** The use cases around organizations. */
  public OrganizationUseCases organizations() {
    return organizations;
  }

  /** The use cases around workspaces. */
  public WorkspaceUseCases workspaces() {
    return workspaces;
  }

  /** The use cases around integrations. */
  public IntegrationUseCases integrations() {
    return integrations;
  }

  /** The use cases around AI providers. */
  public ProviderUseCases providers() {
    return providers;
  }

  /** The use cases around API keys. */
  public ApiKeyUseCases apiKeys() {
    return apiKeys;
  }

  /** The use cases around policies. */
  public PolicyUseCases policies() {
    return policies;
  }

  /** The use cases around secret references. */
  public SecretReferenceUseCases secretReferences() {
    return secretReferences;
  }

  /**
   * Reads secrets from outside again that are due. To be called every few seconds; blocking.
   *
   * @return how many had changed
   */
  public int refreshSecrets() {
    return secretRefresh.run();
  }

  /** Knows keys again. */
  public Authenticate authenticate() {
    return authenticate;
  }

  /** Admits calls to models. */
  public AdmitCall admitCall() {
    return admitCall;
  }

  /** Says why a call would be admitted or refused. */
  public ExplainAccess explainAccess() {
    return explainAccess;
  }

  /**
   * What finds out which alerts are due.
   *
   * @param sent remembers what was told
   * @param outlets where alerts go
   */
  public AlertEvaluator alerts(SentAlerts sent, AlertEvaluator.Outlets outlets) {
    return new AlertEvaluator(
        ports.ledger(),
        new SnapshotBudgets(snapshots),
        refusals,
        sent,
        outlets,
        ports.unitOfWork(),
        ports.ids(),
        ports.clock());
  }

  /** Tries changes without making them. */
  public BeginTrial trials() {
    return new SnapshotTrials(
        new ChangedWorkspaces(
            new ChangedWorkspaces.Ports(
                snapshots,
                ports.workspaces(),
                ports.integrations(),
                ports.providers(),
                ports.apiKeys(),
                ports.directory(),
                accounts::used,
                ports.clock())));
  }

  /** Lists what can be called. */
  public ListModels listModels() {
    return listModels;
  }
}
