package io.modelcatalog.adapters.persistence.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.domain.credential.SecretText;
import org.junit.jupiter.api.Test;

class Argon2PasswordsTest {
  private static final SecretText PASSWORD = SecretText.of("correct horse battery");

  private final Argon2Passwords passwords = new Argon2Passwords();

  @Test
  void knowsAPasswordAgainAndNoOther() {
    String hash = passwords.hash(PASSWORD);

    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("horse");
    assertThat(passwords.matches(PASSWORD, hash)).isTrue();
    assertThat(passwords.matches(SecretText.of("correct horse batterx"), hash)).isFalse();
    assertThat(passwords.hash(PASSWORD)).isNotEqualTo(hash);
    assertThat(passwords.isOutdated(hash)).isFalse();
  }

  @Test
  void lettersComposedOtherwiseAreTheSamePassword() {
    String hash = passwords.hash(SecretText.of("Gr\u00fc\u00dfe aus K\u00f6ln"));

    assertThat(passwords.matches(SecretText.of("Gru\u0308\u00dfe aus Ko\u0308ln"), hash)).isTrue();
  }

  @Test
  void hashesOfAnotherCostAreReadAndOutdated() {
    Argon2Passwords cheaper = new Argon2Passwords(new Argon2Passwords.Cost(1024, 1, 1), 1);
    String old = cheaper.hash(PASSWORD);

    assertThat(passwords.matches(PASSWORD, old)).isTrue();
    assertThat(passwords.isOutdated(old)).isTrue();
  }

  @Test
  void nobodysHashMatchesNothingAndCostsTheSame() {
    assertThat(passwords.matches(PASSWORD, passwords.ofNobody())).isFalse();
    assertThat(passwords.isOutdated(passwords.ofNobody())).isFalse();
  }

  @Test
  void whatIsNoHashIsNoPassword() {
    assertThatThrownBy(() -> passwords.matches(PASSWORD, "plain"))
        .isInstanceOf(IllegalStateException.class);
  }
}
