package io.modelcatalog.application.organization;

import static io.modelcatalog.application.TestCatalog.ok;
import static io.modelcatalog.application.TestCatalog.refusal;
import static io.modelcatalog.domain.fixtures.Fixtures.acme;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.TestCatalog;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterOrganizationTest {
  private final TestCatalog catalog = new TestCatalog();
  private final RegisterOrganization register =
      OrganizationUseCases.of(
              catalog.organizations,
              catalog.workspaces,
              catalog.keys,
              catalog.secrets,
              catalog.unitOfWork,
              catalog.events,
              catalog.ids,
              catalog)
          .register();

  @Test
  void makesTheOrganizationItsDefaultWorkspaceAndAKeyThatMayDoEverything() {
    RegisterOrganization.Registered made = ok(register("Acme", "a-very-first-key"));

    assertThat(catalog.organizations.find(made.organization()).orElseThrow().name())
        .isEqualTo("Acme");
    Workspace workspace = catalog.workspaces.find(made.workspace()).orElseThrow();
    assertThat(workspace.isDefault()).isTrue();
    assertThat(workspace.name()).isEqualTo("Shared Team Workspace");
    assertThat(workspace.slug().value()).matches("ws-shared-[0-9a-f]{6}");
    ApiKey key = catalog.keys.find(made.key()).orElseThrow();
    assertThat(key.type()).isEqualTo(KeyType.ORGANISATION_SERVICE);
    assertThat(key.scopes()).isEqualTo(Scope.everything());
    assertThat(key.mask()).isEqualTo("a-*****key");
  }

  @Test
  void theKeyIsKnownByExactlyTheGivenText() {
    RegisterOrganization.Registered made = ok(register("Acme", "a-very-first-key"));

    assertThat(catalog.keys.findByDigest(catalog.secrets.digest("a-very-first-key")))
        .hasValueSatisfying(key -> assertThat(key.id()).isEqualTo(made.key()));
  }

  @Test
  void announcesTheKeyAndTheWorkspace() {
    RegisterOrganization.Registered made = ok(register("Acme", "a-very-first-key"));

    assertThat(catalog.announced)
        .containsExactly(new CatalogChange(made.organization(), Set.of(made.workspace()), true));
  }

  @Test
  void refusesWhereAnOrganizationExists() {
    catalog.save(acme());

    assertThat(refusal(register("Second", "a-second-key")))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(catalog.store.organizations).hasSize(1);
    assertThat(catalog.store.apiKeys).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"with blank", "tab\tinside", "ümlaut-key", "mcg_adm_cut-short"})
  void refusesAKeyThatCouldNeverBePresented(String key) {
    assertThat(refusal(register("Acme", key)))
        .isInstanceOfSatisfying(
            CatalogError.Invalid.class, why -> assertThat(why.field()).isEqualTo("admin_key"));
    assertThat(catalog.store.organizations).isEmpty();
  }

  private io.modelcatalog.domain.shared.Result<RegisterOrganization.Registered, CatalogError>
      register(String name, String key) {
    return register.handle(new RegisterOrganization.Command(name, SecretText.of(key)));
  }
}
