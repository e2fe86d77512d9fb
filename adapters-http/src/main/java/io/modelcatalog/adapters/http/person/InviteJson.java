package io.modelcatalog.adapters.http.person;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.adapters.http.security.HoldsSecret;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.person.Invite;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invite on the wire, without its link.
 *
 * @param status {@code pending}, {@code accepted}, {@code cancelled} or {@code expired}
 * @param workspaces where they will work
 * @param workspaceApiKeyDetails what the API keys may do that they will get
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record InviteJson(
    String object,
    String id,
    String email,
    String role,
    String status,
    String createdAt,
    String expiresAt,
    @Nullable String acceptedAt,
    String invitedBy,
    List<Place> workspaces,
    KeyDetails workspaceApiKeyDetails) {

  /**
   * A workspace on an invite.
   *
   * @param id its id
   * @param role as what
   */
  @Serdeable
  record Place(String id, String role) {}

  /**
   * What the keys of an invite may do.
   *
   * @param scopes in the order in which scopes are listed
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record KeyDetails(List<String> scopes) {}

  /**
   * An invite just made.
   *
   * @param inviteLink what to pass on: this is the one answer that shows it
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Made(String id, @Nullable String inviteLink) implements HoldsSecret {
    @Override
    public Made withoutSecret() {
      return new Made(id, null);
    }

    @Override
    public String toString() {
      return "Made(" + id + ")";
    }
  }

  /**
   * An invite with a new link. The name of its one member is in another style than all others, as
   * existing clients have it.
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Resent(@Nullable String inviteLink) implements HoldsSecret {
    @Override
    public Resent withoutSecret() {
      return new Resent(null);
    }

    @Override
    public String toString() {
      return "Resent(…)";
    }
  }

  static InviteJson of(Invite invite, Instant now) {
    return new InviteJson(
        "invite",
        invite.id().toString(),
        invite.email().value(),
        invite.role().wireName(),
        invite.statusAt(now).wireName(),
        Times.text(invite.audit().createdAt()),
        Times.text(invite.expiresAt()),
        Times.text(invite.acceptedAt()),
        invite.audit().createdBy().value(),
        invite.workspaces().stream()
            .map(place -> new Place(place.workspace().toString(), place.role().wireName()))
            .toList(),
        new KeyDetails(Scope.everything().stream().filter(invite.keyScopes()::contains).toList()));
  }
}
