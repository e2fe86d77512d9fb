package io.modelcatalog.application.port.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.credential.SecretAccess;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every maker of tokens does. */
public interface TokensContract {
  Tokens tokens();

  @Test
  default void eachTokenIsNewAndFitForUrlsAndCookies() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String token = tokens().generate().reveal(new SecretAccess("test"));
      assertThat(token).matches("[A-Za-z0-9_-]{16,128}");
      assertThat(seen.add(token)).isTrue();
    }
  }

  @Test
  default void aDigestIsAlwaysTheSameAndTellsNoToken() {
    String token = tokens().generate().reveal(new SecretAccess("test"));

    assertThat(tokens().digest(token)).isEqualTo(tokens().digest(token));
    assertThat(tokens().digest(token)).isNotEqualTo(tokens().digest(token + "x"));
    assertThat(tokens().digest(token).hex()).hasSize(64).doesNotContain(token);
  }
}
