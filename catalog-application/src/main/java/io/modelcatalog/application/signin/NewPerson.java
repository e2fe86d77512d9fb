package io.modelcatalog.application.signin;

/**
 * What somebody says of themselves when they come in for the first time.
 *
 * @param firstName may be empty
 * @param lastName may be empty
 * @param password what they will sign in with
 */
public record NewPerson(String firstName, String lastName, String password) {
  @Override
  public String toString() {
    return "NewPerson(" + firstName + " " + lastName + ")";
  }
}
