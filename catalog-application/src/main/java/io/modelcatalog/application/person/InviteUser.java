package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

/**
 * Invites somebody into the organization. Nobody can invite with a role, or hand out a scope, that
 * they could not give otherwise. {@link CatalogError.Conflict} for an address that belongs to
 * somebody already or has an invite pending.
 */
public interface InviteUser {
  /** What the actor needs, for the organization. */
  String SCOPE = "organisation_users.create";

  Result<Invited, CatalogError> handle(Actor actor, Command command);

  /**
   * Whom to invite.
   *
   * @param email their mail address
   * @param role what they will be in the organization, by its wire name
   * @param workspaces where they will work; empty for the default workspace, as member
   * @param keyScopes what an API key may do that they get in each workspace named; empty for no key
   */
  record Command(String email, String role, List<Place> workspaces, List<String> keyScopes) {
    public Command {
      workspaces = List.copyOf(workspaces);
      keyScopes = List.copyOf(keyScopes);
    }
  }

  /**
   * A workspace to invite to.
   *
   * @param ref its id or slug
   * @param role as what, by its wire name
   */
  record Place(String ref, String role) {}

  /**
   * An invite with its link.
   *
   * @param invite the invite
   * @param token what the link carries, to be shown this once
   */
  record Invited(Invite invite, SecretText token) {}
}
