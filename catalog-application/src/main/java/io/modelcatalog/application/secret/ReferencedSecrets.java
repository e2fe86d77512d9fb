package io.modelcatalog.application.secret;

import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.snapshot.OutsideSecrets;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Fills the credentials of integrations with what secret references lead to. */
public final class ReferencedSecrets implements OutsideSecrets {
  private final SecretReferenceRepository references;
  private final SecretValues values;
  private final InstantSource clock;

  /** What fills from these references and values. */
  public ReferencedSecrets(
      SecretReferenceRepository references, SecretValues values, InstantSource clock) {
    this.references = references;
    this.values = values;
    this.clock = clock;
  }

  @Override
  public Instant patience() {
    return clock.instant().plus(SecretValues.PATIENCE);
  }

  @Override
  public Filling of(
      OrganizationId organization,
      Optional<WorkspaceId> home,
      List<SecretMapping> mappings,
      Instant until) {
    if (mappings.isEmpty()) {
      return Filling.NONE;
    }
    LinkedHashMap<String, SecretText> fields = new LinkedHashMap<>();
    List<String> stamps = new ArrayList<>();
    UpstreamProblem problem = null;
    for (SecretMapping mapping : mappings) {
      switch (value(organization, home, mapping, until, stamps)) {
        case Result.Ok<SecretText, String>(SecretText secret) ->
            fields.put(mapping.target(), secret);
        case Result.Err<SecretText, String>(String reason) ->
            problem =
                new UpstreamProblem(
                    SecretMapping.FIELD,
                    "the secret reference " + mapping.reference() + " " + reason);
      }
    }
    return new Filling(new Credentials(fields), stamps, problem);
  }

  private Result<SecretText, String> value(
      OrganizationId organization,
      Optional<WorkspaceId> home,
      SecretMapping mapping,
      Instant until,
      List<String> stamps) {
    Optional<SecretReference> found =
        references
            .findByRef(organization, mapping.reference())
            .filter(reference -> home.isEmpty() || reference.allows(home.get()));
    if (found.isEmpty()) {
      stamps.add(mapping.reference() + ":none");
      return Result.err("does not exist, or may not be used here");
    }
    SecretValues.Known known = values.of(found.get(), until);
    stamps.add(SecretValues.stamp(found.get(), known));
    if (known.payload() == null) {
      return Result.err("has no value yet, because it " + known.failure());
    }
    return known
        .payload()
        .value(mapping.key().or(found.get()::key))
        .<Result<SecretText, String>>map(Result::ok)
        .orElseGet(() -> Result.err("has no member of the name that secret_key gives"));
  }
}
