package io.modelcatalog.application.signin;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

/**
 * Lets somebody in who was invited: makes them known with their memberships and, where the invite
 * says so, a key of their own for each workspace, and signs them in. All or nothing; the link is
 * used up. Blocking and slow.
 */
public interface AcceptInvite {

  Result<Accepted, SignInRefusal> handle(Command command);

  /**
   * Who comes.
   *
   * @param token what the link carries
   * @param person who they are
   * @param client from where
   */
  record Command(String token, NewPerson person, Client client) {
    @Override
    public String toString() {
      return "Command(" + client.address() + ")";
    }
  }

  /**
   * That somebody came.
   *
   * @param signedIn they, signed in
   * @param keys the keys they got
   */
  record Accepted(SignedIn signedIn, List<Key> keys) {
    public Accepted {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A key they got.
   *
   * @param key its record
   * @param secret the key itself, to be shown this once
   */
  record Key(ApiKey key, SecretText secret) {}
}
