package io.modelcatalog.bootstrap.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The product's own classes, of all modules, without their tests; read once. */
final class ProductClasses {
  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ProductClasses::isNoTestJar)
          .importPackages("io.modelcatalog");

  private ProductClasses() {}

  private static boolean isNoTestJar(Location location) {
    return !location.contains("-tests.jar");
  }
}
