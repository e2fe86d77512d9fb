package io.modelcatalog.application.signin;

import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;

/** Changes one's own password, which ends all other sessions. Blocking and slow. */
public interface ChangePassword {

  Result<User, SignInRefusal> handle(KnownSession by, Command command);

  /**
   * From what to what.
   *
   * @param current the password as it is
   * @param next as it is to be
   */
  record Command(String current, String next) {
    @Override
    public String toString() {
      return "Command(…)";
    }
  }
}
