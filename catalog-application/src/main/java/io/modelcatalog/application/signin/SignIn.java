package io.modelcatalog.application.signin;

import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/**
 * Signs somebody in by password. Takes as long for an address that nobody has. Blocking and slow.
 */
public interface SignIn {

  Result<SignedIn, SignInRefusal> handle(Command command);

  /**
   * Who wants in.
   *
   * @param email their mail address
   * @param password their password
   * @param organization the organization's id; needed by people who are in several
   * @param client from where
   */
  record Command(String email, String password, Optional<String> organization, Client client) {
    @Override
    public String toString() {
      return "Command(" + client.address() + ")";
    }
  }
}
