package io.modelcatalog.domain.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretTextTest {
  private static final SecretAccess TEST = new SecretAccess("test");

  @Test
  void printsNothingOfItself() {
    SecretText secret = SecretText.of("sk-very-secret-text");
    Credentials credentials = Credentials.key(secret);

    assertThat(List.of(secret, credentials, Map.of("k", secret)).toString())
        .doesNotContain("very", "secret-text");
    assertThat(secret.hashCode()).isEqualTo(SecretText.of("another").hashCode());
  }

  @Test
  void isReadOnlyForAReason() {
    assertThat(SecretText.of("sk-1").reveal(TEST)).isEqualTo("sk-1");
    assertThatThrownBy(() -> SecretText.of("sk-1").reveal(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void showsTwoAndThreeCharactersOfALongTextAndNoneOfAShortOne() {
    assertThat(SecretText.of("sk-abcdefghijkl").masked()).isEqualTo("sk*****jkl");
    assertThat(SecretText.of("12characters").masked()).isEqualTo("12*****ers");
    assertThat(SecretText.of("elevenchars").masked()).isEqualTo("*****");
    assertThat(SecretText.of("x").masked()).isEqualTo("*****");
  }

  @Test
  void comparesByItsText() {
    assertThat(SecretText.of("same")).isEqualTo(SecretText.of("same"));
    assertThat(SecretText.of("same")).isNotEqualTo(SecretText.of("samE"));
  }

  @Test
  void isNeverEmpty() {
    assertThatThrownBy(() -> SecretText.of("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void changedCredentialsReplaceByNameAndKeepTheRest() {
    Credentials before =
        Credentials.key(SecretText.of("old"))
            .with(new Credentials(fields("aws_secret_access_key", "s3cret")));

    Credentials after = before.with(Credentials.key(SecretText.of("new")));

    assertThat(after.key()).contains(SecretText.of("new"));
    assertThat(after.field("aws_secret_access_key")).contains(SecretText.of("s3cret"));
    assertThat(before.key()).contains(SecretText.of("old"));
    assertThat(Credentials.NONE.isEmpty()).isTrue();
  }

  @Test
  void masksAreAllThatIsShownOfCredentials() {
    Credentials credentials = Credentials.key(SecretText.of("sk-abcdefghijkl"));

    assertThat(credentials.masks()).isEqualTo(Map.of("key", "sk*****jkl"));
  }

  @Test
  void aRotationIsANewVersionOfTheSameCredentials() {
    CredentialRef ref = new CredentialRef(new UUID(0, 1), 1, new LinkedHashMap<>());

    CredentialRef rotated = ref.rotated(Map.of("key", "sk*****new"));

    assertThat(rotated.id()).isEqualTo(ref.id());
    assertThat(rotated.version()).isEqualTo(2);
    assertThat(rotated.masks()).isEqualTo(Map.of("key", "sk*****new"));
    assertThatThrownBy(() -> new CredentialRef(new UUID(0, 1), 0, new LinkedHashMap<>()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static LinkedHashMap<String, SecretText> fields(String name, String text) {
    LinkedHashMap<String, SecretText> fields = new LinkedHashMap<>();
    fields.put(name, SecretText.of(text));
    return fields;
  }
}
