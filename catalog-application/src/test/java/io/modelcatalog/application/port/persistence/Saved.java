package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;

/** An organization with a workspace, an integration granted to it and a provider, all saved. */
record Saved(
    Organization organization,
    Workspace workspace,
    Integration integration,
    WorkspaceGrant grant,
    AiProvider provider) {

  /** A saved family with contents of the seed. */
  static Saved family(Stores stores, long seed) {
    RandomAggregates random = new RandomAggregates(seed);
    Organization organization = ok(stores.organizations().save(random.organization()));
    Workspace workspace = ok(stores.workspaces().save(random.workspace(organization.id())));
    Integration integration = ok(stores.integrations().save(random.integration(organization.id())));
    WorkspaceGrant grant =
        ok(stores.integrations().saveGrant(random.grant(integration, workspace.id())));
    AiProvider provider = ok(stores.providers().save(random.provider(grant)));
    return new Saved(organization, workspace, integration, grant, provider);
  }

  /** The value of a success; a refusal fails the test. */
  static <T, E> T ok(Result<T, E> result) {
    return switch (result) {
      case Result.Ok<T, E>(T value) -> value;
      case Result.Err<T, E>(E error) -> throw new AssertionError("refused: " + error);
    };
  }
}
