package io.modelcatalog.application.integration;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class ChangeIntegrationHandler implements ChangeIntegration {
  static final String PRICING_ADJUSTMENTS = "pricing_adjustments";
  private static final SecretAccess TO_MERGE =
      new SecretAccess("keep the secrets that a change does not mention");

  private final IntegrationRepository integrations;
  private final CredentialVault vault;
  private final UpstreamFactory upstreams;
  private final MappingRules mappings;
  private final IntegrationLookup lookup;
  private final Attempts attempts;
  private final Announcements announcements;
  private final InstantSource clock;

  ChangeIntegrationHandler(
      IntegrationRepository integrations,
      CredentialVault vault,
      UpstreamFactory upstreams,
      MappingRules mappings,
      IntegrationLookup lookup,
      Attempts attempts,
      Announcements announcements,
      InstantSource clock) {
    this.integrations = integrations;
    this.vault = vault;
    this.upstreams = upstreams;
    this.mappings = mappings;
    this.lookup = lookup;
    this.attempts = attempts;
    this.announcements = announcements;
    this.clock = clock;
  }

  @Override
  public Result<Integration, CatalogError> handle(Actor actor, Command command) {
    return attempts.execute(
        actor,
        () -> lookup.toWrite(actor, command.ref(), "update").then(found -> change(found, command)));
  }

  private Result<Integration, CatalogError> change(Integration integration, Command command) {
    // A cleared name becomes blank, which the rule for names refuses.
    String name = command.name().applyTo(integration.name(), "");
    Optional<String> description = command.description().applyTo(integration.description());
    return AttributeRule.name(name)
        .then(checked -> AttributeRule.atMost("description", 1000, description))
        .then(checked -> pooled(integration, command))
        .then(
            pooled ->
                connection(integration, command)
                    .then(connection -> mapped(integration, command, connection))
                    .then(
                        connection ->
                            credentials(integration, command, connection)
                                .then(
                                    credentials ->
                                        save(
                                            integration,
                                            Revised.attributes(
                                                pooled,
                                                name,
                                                description,
                                                connection.settings(),
                                                credentials,
                                                extras(integration, command),
                                                command
                                                    .tags()
                                                    .applyTo(integration.tags(), List.of()),
                                                clock.instant())))));
  }

  private Result<Integration, CatalogError> pooled(Integration integration, Command command) {
    Instant now = clock.instant();
    return PoolLimits.changed(integration.pool(), command.pool(), command.resetPool(), now)
        .map(pool -> Revised.pool(integration, pool, now));
  }

  private Result<Connection, CatalogError> connection(Integration integration, Command command) {
    SubmittedSettings next =
        switch (command.configuration()) {
          case Change.Keep<SubmittedSettings>() ->
              new SubmittedSettings(integration.configuration().values());
          case Change.Clear<SubmittedSettings>() -> SubmittedSettings.NONE;
          case Change.Set<SubmittedSettings>(SubmittedSettings sent) -> sent;
        };
    return Connection.check(upstreams, integration.kind(), next, integration.configuration());
  }

  private Result<Optional<CredentialRef>, CatalogError> credentials(
      Integration integration, Command command, Connection connection) {
    Map<String, String> masks = masks(integration);
    Changes changes = Changes.of(command, connection, masks);
    if (!Connection.movedAddresses(integration.configuration(), connection.settings()).isEmpty()) {
      for (String stored : masks.keySet()) {
        if (!changes.given().containsKey(stored) && !changes.removed().contains(stored)) {
          return Result.err(
              new CatalogError.Invalid(
                  Connection.wireName(stored),
                  "enter it again: the address it is sent to changes"));
        }
      }
    }
    boolean hasKey =
        MappingRules.fillKey(mappings(integration, command))
            || changes.given().containsKey(Credentials.KEY)
            || (masks.containsKey(Credentials.KEY) && !changes.removed().contains(Credentials.KEY));
    if (connection.kind().needsKey() && !hasKey) {
      return Result.err(
          new CatalogError.Invalid(
              Credentials.KEY, "required: " + connection.kind().displayName() + " needs one"));
    }
    return Result.ok(changes.isEmpty() ? integration.credentials() : stored(integration, changes));
  }

  /**
   * Who may change the address could have secrets from outside sent anywhere without knowing them,
   * so they must be named again as stored ones are.
   */
  private Result<Connection, CatalogError> mapped(
      Integration integration, Command command, Connection connection) {
    if (command.secretMappings().isKeep()) {
      return SecretMapping.in(integration.extras()).isEmpty()
              || Connection.movedAddresses(integration.configuration(), connection.settings())
                  .isEmpty()
          ? Result.ok(connection)
          : Result.err(
              new CatalogError.Invalid(
                  SecretMapping.FIELD,
                  "give them again: the address that these secrets are sent to changes"));
    }
    return mappings
        .check(
            integration.organization(),
            integration.workspace(),
            connection.kind(),
            mappings(integration, command))
        .map(checked -> connection);
  }

  private static List<SecretMapping> mappings(Integration integration, Command command) {
    return command.secretMappings().applyTo(SecretMapping.in(integration.extras()), List.of());
  }

  private Optional<CredentialRef> stored(Integration integration, Changes changes) {
    LinkedHashMap<String, SecretText> fields = new LinkedHashMap<>();
    integration
        .credentials()
        .ifPresent(
            ref ->
                fields.putAll(
                    vault
                        .reveal(integration.organization(), integration.id(), ref, TO_MERGE)
                        .fields()));
    fields.keySet().removeAll(changes.removed());
    fields.putAll(changes.given());
    if (fields.isEmpty()) {
      integration.credentials().ifPresent(vault::delete);
      return Optional.empty();
    }
    return Optional.of(
        vault.store(
            integration.organization(),
            integration.id(),
            integration.credentials(),
            new Credentials(fields)));
  }

  private static Settings extras(Integration integration, Command command) {
    return SecretMapping.put(
        flaggedAndPriced(integration, command), mappings(integration, command));
  }

  private static Settings flaggedAndPriced(Integration integration, Command command) {
    Settings extras =
        switch (command.pricingAdjustments()) {
          case Change.Keep<Settings>() -> integration.extras();
          case Change.Clear<Settings>() -> integration.extras().without(PRICING_ADJUSTMENTS);
          case Change.Set<Settings>(Settings given) ->
              integration.extras().with(Settings.of(Map.of(PRICING_ADJUSTMENTS, given.values())));
        };
    return command
        .archived()
        .map(archived -> flagged(extras, Integration.ARCHIVED, archived))
        .orElse(extras);
  }

  /** The same attributes with one that is there or not. */
  static Settings flagged(Settings extras, String name, boolean on) {
    return on ? extras.with(Settings.of(Map.of(name, true))) : extras.without(name);
  }

  private Result<Integration, CatalogError> save(Integration before, Integration after) {
    return integrations
        .save(after)
        .mapError(conflict -> StoreRefusal.of("integration", conflict))
        .map(
            saved -> {
              announcements.changed(before);
              return saved;
            });
  }

  private static Map<String, String> masks(Integration integration) {
    return integration
        .credentials()
        .<Map<String, String>>map(CredentialRef::masks)
        .orElse(Map.of());
  }

  /**
   * What happens to the stored secrets. A mask that was read and is sent back changes nothing.
   *
   * @param given new secrets by name
   * @param removed names of those that go
   */
  private record Changes(Map<String, SecretText> given, Set<String> removed) {

    static Changes of(Command command, Connection connection, Map<String, String> masks) {
      LinkedHashMap<String, SecretText> given = new LinkedHashMap<>();
      Set<String> removed = new java.util.LinkedHashSet<>();
      switch (command.key()) {
        case Change.Keep<SecretText>() -> {}
        case Change.Clear<SecretText>() -> removed.add(Credentials.KEY);
        case Change.Set<SecretText>(SecretText key) -> given.put(Credentials.KEY, key);
      }
      if (command.configuration() instanceof Change.Clear<SubmittedSettings>) {
        masks.keySet().stream().filter(name -> !name.equals(Credentials.KEY)).forEach(removed::add);
      }
      connection
          .secrets()
          .forEach(
              (name, said) -> {
                switch (said) {
                  case SubmittedSettings.Said.Is(SecretText secret) -> given.put(name, secret);
                  case SubmittedSettings.Said.Removed() -> removed.add(name);
                  case SubmittedSettings.Said.NotText() -> {}
                }
              });
      given.entrySet().removeIf(each -> isMask(each.getValue(), masks.get(each.getKey())));
      removed.retainAll(masks.keySet());
      return new Changes(given, removed);
    }

    boolean isEmpty() {
      return given.isEmpty() && removed.isEmpty();
    }

    private static boolean isMask(SecretText sent, @org.jspecify.annotations.Nullable String mask) {
      return mask != null && sent.equals(SecretText.of(mask));
    }
  }
}
