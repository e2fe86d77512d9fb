package io.modelcatalog.application.signin;

import io.modelcatalog.domain.shared.Result;

/**
 * Lets the first owner in by the link shown at the start: makes the organization with its default
 * workspace if there is none, makes them its owner, and signs them in. All or nothing; the link is
 * used up. Blocking and slow.
 */
public interface SetUp {

  Result<SignedIn, SignInRefusal> handle(Command command);

  /**
   * Who comes.
   *
   * @param token what the link carries
   * @param organization the organization's name, where none is there yet
   * @param email their mail address
   * @param person who they are
   * @param client from where
   */
  record Command(String token, String organization, String email, NewPerson person, Client client) {
    @Override
    public String toString() {
      return "Command(" + client.address() + ")";
    }
  }
}
