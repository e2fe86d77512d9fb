package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fills the credentials of integrations with secrets that are kept outside. Never on the request
 * path.
 */
public interface OutsideSecrets {

  /**
   * What there is for an integration.
   *
   * @param credentials the secrets by the name of the credential they fill
   * @param stamps tell these values apart from others, without saying anything of them
   * @param problem why one of them is missing; null if none is
   */
  record Filling(Credentials credentials, List<String> stamps, @Nullable UpstreamProblem problem) {
    /** For an integration that needs none. */
    public static final Filling NONE = new Filling(Credentials.NONE, List.of(), null);

    public Filling {
      stamps = List.copyOf(stamps);
    }
  }

  /** When one change stops waiting for what it needs for the first time. */
  Instant patience();

  /**
   * Fills what the mappings of an integration name.
   *
   * @param until when to stop waiting for what was never read before
   */
  default Filling of(Integration integration, Instant until) {
    return of(
        integration.organization(),
        integration.workspace(),
        SecretMapping.in(integration.extras()),
        until);
  }

  /**
   * Fills what mappings name.
   *
   * @param organization whose the integration is
   * @param home the workspace it is of; empty for the organization's
   * @param mappings what fills which credential
   * @param until when to stop waiting for what was never read before
   */
  Filling of(
      OrganizationId organization,
      Optional<WorkspaceId> home,
      List<SecretMapping> mappings,
      Instant until);
}
