package io.modelcatalog.bootstrap.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  private static final ArchitectureRules RULES = ArchitectureRules.OF_MODEL_CATALOG;

  @TestFactory
  Stream<DynamicTest> everyRuleHolds() {
    return RULES.all().entrySet().stream()
        .map(
            (Map.Entry<String, ArchRule> rule) ->
                DynamicTest.dynamicTest(
                    rule.getKey(), () -> rule.getValue().check(ProductClasses.ALL)));
  }

  @Test
  void everyPackageThatARuleNamesHoldsClasses() {
    assertThat(RULES.packages())
        .allSatisfy(
            pattern ->
                assertThat(ProductClasses.ALL)
                    .as(pattern)
                    .anyMatch(JavaClass.Predicates.resideInAPackage(pattern)));
  }

  @Test
  void everyModuleContributesClasses() {
    assertThat(
            List.of(
                "io.modelcatalog.domain.limit.Narrowing",
                "io.modelcatalog.application.gateway.ModelGateway",
                "io.modelcatalog.adapters.http.gateway.GatewayOptions",
                "io.modelcatalog.adapters.persistence.tx.JdbcUnitOfWork",
                "io.modelcatalog.adapters.providers.ProviderUpstreams",
                "io.modelcatalog.bootstrap.ModelCatalog"))
        .allSatisfy(name -> assertThat(ProductClasses.ALL.contain(name)).as(name).isTrue());
  }

  @Test
  void testsAreNotTakenForTheProduct() {
    assertThat(ProductClasses.ALL)
        .noneMatch(type -> type.getSimpleName().endsWith("Test"))
        .noneMatch(type -> type.getSimpleName().startsWith("InMemory"));
  }
}
