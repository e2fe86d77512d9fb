package io.modelcatalog.application.integration;

import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModels;
import io.modelcatalog.domain.integration.IntegrationPool;
import io.modelcatalog.domain.integration.WorkspaceDefaults;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.shared.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Objects as they are after a change, all else kept. */
final class Revised {
  private Revised() {}

  static Integration attributes(
      Integration old,
      String name,
      Optional<String> description,
      Settings configuration,
      Optional<CredentialRef> credentials,
      Settings extras,
      List<String> tags,
      Instant now) {
    return new Integration(
        old.id(),
        old.organization(),
        old.origin(),
        old.slug(),
        name,
        description,
        old.kind(),
        configuration,
        credentials,
        old.models(),
        old.workspaceDefaults(),
        old.pool(),
        extras,
        tags,
        old.audit().changed(now),
        old.version());
  }

  static Integration models(Integration old, IntegrationModels models, Instant now) {
    return withLists(old, models, old.workspaceDefaults(), old.pool(), now);
  }

  static Integration defaults(Integration old, WorkspaceDefaults defaults, Instant now) {
    return withLists(old, old.models(), defaults, old.pool(), now);
  }

  static Integration pool(Integration old, IntegrationPool pool, Instant now) {
    return withLists(old, old.models(), old.workspaceDefaults(), pool, now);
  }

  /** With other further attributes; its time of change stays. */
  static Integration extras(Integration old, Settings extras) {
    return new Integration(
        old.id(),
        old.organization(),
        old.origin(),
        old.slug(),
        old.name(),
        old.description(),
        old.kind(),
        old.configuration(),
        old.credentials(),
        old.models(),
        old.workspaceDefaults(),
        old.pool(),
        extras,
        old.tags(),
        old.audit(),
        old.version());
  }

  static WorkspaceGrant grant(
      WorkspaceGrant old, boolean enabled, Optional<Limits> ownLimits, boolean reset, Instant now) {
    return new WorkspaceGrant(
        old.id(),
        old.organization(),
        old.integration(),
        old.workspace(),
        enabled,
        ownLimits,
        old.models(),
        reset ? old.usageEpoch() + 1 : old.usageEpoch(),
        reset ? Optional.of(now) : old.lastResetAt(),
        old.audit().changed(now),
        old.version());
  }

  private static Integration withLists(
      Integration old,
      IntegrationModels models,
      WorkspaceDefaults defaults,
      IntegrationPool pool,
      Instant now) {
    return new Integration(
        old.id(),
        old.organization(),
        old.origin(),
        old.slug(),
        old.name(),
        old.description(),
        old.kind(),
        old.configuration(),
        old.credentials(),
        models,
        defaults,
        pool,
        old.extras(),
        old.tags(),
        old.audit().changed(now),
        old.version());
  }
}
