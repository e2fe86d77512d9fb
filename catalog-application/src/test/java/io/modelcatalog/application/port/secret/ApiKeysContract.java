package io.modelcatalog.application.port.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What everything that makes API keys does. */
public interface ApiKeysContract {
  ApiKeys apiKeys();

  @Test
  default void makesKeysThatAreAllDifferentAndPlausible() {
    Set<String> keys = new HashSet<>();
    for (KeyType type : KeyType.values()) {
      for (int i = 0; i < 100; i++) {
        String key = text(apiKeys().generate(type));
        assertThat(apiKeys().plausible(key)).isTrue();
        keys.add(key);
      }
    }
    assertThat(keys).hasSize(300);
  }

  @Test
  default void tellsByThePrefixWhoseKeyItIs() {
    assertThat(text(apiKeys().generate(KeyType.WORKSPACE_SERVICE))).startsWith("mcg_sk_");
    assertThat(text(apiKeys().generate(KeyType.WORKSPACE_USER))).startsWith("mcg_usr_");
    assertThat(text(apiKeys().generate(KeyType.ORGANISATION_SERVICE))).startsWith("mcg_adm_");
  }

  @Test
  default void refusesItsOwnKeysWhenMistyped() {
    String key = text(apiKeys().generate(KeyType.WORKSPACE_SERVICE));

    assertThat(apiKeys().plausible(key + "x")).isFalse();
    assertThat(apiKeys().plausible("mcg_sk_")).isFalse();
    assertThat(apiKeys().plausible("mcg_")).isFalse();
    assertThat(apiKeys().plausible("")).isFalse();
  }

  @Test
  default void takesAnyOtherTextAsAPossibleKey() {
    assertThat(apiKeys().plausible("an-operators-own-first-key")).isTrue();
    assertThat(apiKeys().plausible("x")).isTrue();
  }

  @Test
  default void knowsAKeyAgainByItsDigest() {
    String key = text(apiKeys().generate(KeyType.WORKSPACE_SERVICE));
    String other = text(apiKeys().generate(KeyType.WORKSPACE_SERVICE));

    assertThat(apiKeys().digest(key)).isEqualTo(apiKeys().digest(key));
    assertThat(apiKeys().digest(key)).isNotEqualTo(apiKeys().digest(other));
    assertThat(apiKeys().digest("own")).isNotEqualTo(apiKeys().digest("own "));
  }

  private static String text(SecretText key) {
    return key.reveal(new SecretAccess("test"));
  }
}
