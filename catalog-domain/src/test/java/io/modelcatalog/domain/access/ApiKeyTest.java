package io.modelcatalog.domain.access;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anOrganizationKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

  @Test
  void aKeyOfTheOrganizationIsInNoWorkspaceAndAnyOtherIsInOne() {
    assertThat(anOrganizationKey().build().workspace()).isEmpty();
    assertThat(aKeyOf(aWorkspace().build()).build().workspace()).isPresent();
    assertThatThrownBy(() -> anOrganizationKey().ownedBy("ada").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workspace_id");
  }

  @Test
  void expiresAtTheVeryInstant() {
    ApiKey key = anOrganizationKey().expiringAt(NOON).build();

    assertThat(key.expiredAt(NOON.minusNanos(1))).isFalse();
    assertThat(key.expiredAt(NOON)).isTrue();
    assertThat(anOrganizationKey().build().expiredAt(NOON)).isFalse();
  }

  @Test
  void aDigestComparesByItsBytesAndPrintsNone() {
    byte[] bytes = new byte[32];
    bytes[31] = 7;
    KeyDigest digest = new KeyDigest(bytes);

    assertThat(KeyDigest.ofHex(digest.hex())).isEqualTo(digest).hasSameHashCodeAs(digest);
    assertThat(digest).isNotEqualTo(new KeyDigest(new byte[32]));
    assertThat(digest.toString()).doesNotContain("07").doesNotContain(digest.hex());

    bytes[0] = 1;
    assertThat(digest).isEqualTo(KeyDigest.ofHex("00".repeat(31) + "07"));
  }

  @Test
  void aDigestIs32BytesLong() {
    assertThatThrownBy(() -> new KeyDigest(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KeyDigest.ofHex("zz".repeat(32)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scopesThatDoNotExistAreNamedInOrder() {
    assertThat(Scope.unknown(List.of("x", "completions.write", "y", "workspaces.list")))
        .containsExactly("x", "y");
    assertThat(Scope.unknown(Scope.everything())).isEmpty();
    assertThat(Scope.everything())
        .contains(
            "virtual_keys.read",
            "organisation_service_api_keys.create",
            "workspace_integrations.update",
            "completions.write")
        .doesNotContain("virtual_keys.*", "completions.read");
  }

  @Test
  void theListOfScopesCannotBeChanged() {
    assertThatThrownBy(() -> Scope.everything().add("root"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
