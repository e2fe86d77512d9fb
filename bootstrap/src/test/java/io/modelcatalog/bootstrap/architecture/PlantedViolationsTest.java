package io.modelcatalog.bootstrap.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Plants, for each rule, classes that break it, and sees the rule name them. */
class PlantedViolationsTest {
  private static final Map<String, ArchRule> RULES = ArchitectureRules.OF_MODEL_CATALOG.all();
  private static final Pattern PACKAGE = Pattern.compile("package ([a-z0-9.]+);");
  private static final Pattern TYPE =
      Pattern.compile("(?:class|interface|record|enum) ([A-Za-z]+)");

  @TempDir(cleanup = CleanupMode.ALWAYS)
  Path folder;

  /**
   * Sources that break a rule.
   *
   * @param culprit what the rule's message must name
   * @param sources each of one compilation unit
   */
  private record Violation(String culprit, List<String> sources) {
    static Violation of(String culprit, String... sources) {
      return new Violation(culprit, List.of(sources));
    }
  }

  private static Map<String, Violation> violations() {
    Map<String, Violation> planted = new LinkedHashMap<>();
    planted.put(
        "02 domain knows only itself",
        Violation.of(
            "io.modelcatalog.domain.money.Priced",
            """
            package io.modelcatalog.domain.money;
            record Priced(io.micronaut.http.HttpStatus status) {}
            """));
    planted.put(
        "03 domain does no I/O",
        Violation.of(
            "io.modelcatalog.domain.money.Stored",
            """
            package io.modelcatalog.domain.money;
            record Stored(java.sql.Timestamp at) {}
            """));
    planted.put(
        "04 application knows only the domain",
        Violation.of(
            "io.modelcatalog.application.gateway.Logged",
            """
            package io.modelcatalog.application.gateway;
            final class Logged {
              org.slf4j.Logger log;
            }
            """));
    planted.put(
        "05a http knows no other adapter",
        Violation.of(
            "io.modelcatalog.adapters.http.admin.Direct",
            "package io.modelcatalog.adapters.persistence.tx; public final class Rows {}",
            """
            package io.modelcatalog.adapters.http.admin;
            final class Direct {
              io.modelcatalog.adapters.persistence.tx.Rows rows;
            }
            """));
    planted.put(
        "05b persistence knows no other adapter",
        Violation.of(
            "io.modelcatalog.adapters.persistence.tx.Direct",
            "package io.modelcatalog.adapters.providers.echo; public final class Calls {}",
            """
            package io.modelcatalog.adapters.persistence.tx;
            final class Direct {
              io.modelcatalog.adapters.providers.echo.Calls calls;
            }
            """));
    planted.put(
        "05c providers know no other adapter",
        Violation.of(
            "io.modelcatalog.adapters.providers.echo.Direct",
            "package io.modelcatalog.adapters.http.admin; public final class Bodies {}",
            """
            package io.modelcatalog.adapters.providers.echo;
            final class Direct {
              io.modelcatalog.adapters.http.admin.Bodies bodies;
            }
            """));
    planted.put(
        "06 adapters know no handler",
        Violation.of(
            "io.modelcatalog.adapters.http.admin.Shortcut",
            "package io.modelcatalog.application.workspace; public final class OpenHandler {}",
            """
            package io.modelcatalog.adapters.http.admin;
            final class Shortcut {
              io.modelcatalog.application.workspace.OpenHandler handler;
            }
            """));
    planted.put(
        "07 nothing knows bootstrap",
        Violation.of(
            "io.modelcatalog.adapters.http.admin.Upward",
            "package io.modelcatalog.bootstrap.settings; public final class Wish {}",
            """
            package io.modelcatalog.adapters.http.admin;
            final class Upward {
              io.modelcatalog.bootstrap.settings.Wish wish;
            }
            """));
    ring(planted, "08a no cycles in domain", "domain");
    ring(planted, "08b no cycles in application", "application");
    ring(planted, "08c no cycles in adapters.http", "adapters.http");
    ring(planted, "08d no cycles in adapters.persistence", "adapters.persistence");
    ring(planted, "08e no cycles in adapters.providers", "adapters.providers");
    ring(planted, "08f no cycles in bootstrap", "bootstrap");
    planted.put(
        "09 domain types are closed",
        Violation.of(
            "io.modelcatalog.domain.money.Extensible",
            "package io.modelcatalog.domain.money; class Extensible {}"));
    planted.put(
        "10 a driving port asks one thing",
        Violation.of(
            "io.modelcatalog.application.workspace.DoTwoThings",
            """
            package io.modelcatalog.application.workspace;
            interface DoTwoThings {
              void one(Command command);
              void two(Command command);
              record Command() {}
            }
            """));
    planted.put(
        "11a handlers stay hidden",
        Violation.of(
            "io.modelcatalog.application.workspace.OpenHandler",
            """
            package io.modelcatalog.application.workspace;
            public final class OpenHandler implements Runnable {
              public void run() {}
            }
            """));
    planted.put(
        "11b assemblies alone make handlers",
        Violation.of(
            "io.modelcatalog.application.workspace.QuietHandler",
            """
            package io.modelcatalog.application.workspace;
            final class QuietHandler implements Runnable {
              public void run() {}
            }
            """,
            """
            package io.modelcatalog.application.workspace;
            final class Stranger {
              Runnable made = new QuietHandler();
            }
            """));
    planted.put(
        "12 time and ids come in",
        Violation.of(
            "io.modelcatalog.application.workspace.Watch",
            """
            package io.modelcatalog.application.workspace;
            final class Watch {
              java.time.Instant now() {
                return java.time.Instant.now();
              }
            }
            """));
    planted.put(
        "13a domain counts exactly",
        Violation.of(
            "io.modelcatalog.domain.money.Rough",
            "package io.modelcatalog.domain.money; record Rough(double dollars) {}"));
    planted.put(
        "13b domain knows no Date",
        Violation.of(
            "io.modelcatalog.domain.money.Dated",
            "package io.modelcatalog.domain.money; record Dated(java.util.Date at) {}"));
    planted.put(
        "14a rows stay in persistence",
        Violation.of(
            "io.modelcatalog.adapters.http.admin.StrayRow",
            """
            package io.modelcatalog.adapters.http.admin;
            @io.micronaut.data.annotation.MappedEntity
            record StrayRow(String id) {}
            """));
    planted.put(
        "14b controllers stay in http",
        Violation.of(
            "io.modelcatalog.adapters.providers.echo.StrayController",
            """
            package io.modelcatalog.adapters.providers.echo;
            @io.micronaut.http.annotation.Controller
            final class StrayController {}
            """));
    planted.put(
        "15 few read secrets",
        Violation.of(
            "io.modelcatalog.adapters.http.admin.Curious",
            """
            package io.modelcatalog.domain.credential;
            public record SecretAccess(String reason) {}
            """,
            """
            package io.modelcatalog.adapters.http.admin;
            final class Curious {
              Object why = new io.modelcatalog.domain.credential.SecretAccess("to look");
            }
            """));
    planted.put(
        "16 request path reads no store",
        Violation.of(
            "io.modelcatalog.application.gateway.Slow",
            "package io.modelcatalog.application.port.persistence; public interface Store {}",
            """
            package io.modelcatalog.application.gateway;
            final class Slow {
              io.modelcatalog.application.port.persistence.Store store;
            }
            """));
    planted.put(
        "17 packages are null-marked",
        Violation.of(
            "io.modelcatalog.domain.unmarked.Alone",
            "package io.modelcatalog.domain.unmarked; final class Alone {}"));
    planted.put(
        "18 names say something",
        Violation.of(
            "io.modelcatalog.domain.money.MoneyUtils",
            "package io.modelcatalog.domain.money; final class MoneyUtils {}"));
    return planted;
  }

  private static void ring(Map<String, Violation> planted, String rule, String layer) {
    planted.put(
        rule,
        Violation.of(
            "Cycle detected",
            """
            package io.modelcatalog.%1$s.left;
            public final class Left {
              io.modelcatalog.%1$s.right.Right right;
            }
            """
                .formatted(layer),
            """
            package io.modelcatalog.%1$s.right;
            public final class Right {
              io.modelcatalog.%1$s.left.Left left;
            }
            """
                .formatted(layer)));
  }

  @Test
  void everyRuleHasItsViolation() {
    assertThat(violations().keySet()).containsExactlyInAnyOrderElementsOf(RULES.keySet());
  }

  @TestFactory
  Stream<DynamicTest> everyRuleNamesWhatBreaksIt() {
    return violations().entrySet().stream()
        .map(
            planted ->
                DynamicTest.dynamicTest(
                    planted.getKey(), () -> isNamed(planted.getKey(), planted.getValue())));
  }

  private void isNamed(String rule, Violation violation) throws IOException {
    Path classes = compile(violation.sources());
    JavaClasses imported = new ClassFileImporter().importPath(classes);
    assertThat(imported).hasSizeGreaterThanOrEqualTo(violation.sources().size());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader planted = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
      Thread.currentThread().setContextClassLoader(planted);
      assertThatThrownBy(() -> RULES.get(rule).check(imported))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(violation.culprit())
          .hasMessageNotContaining("failed to check any classes");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @TestFactory
  Stream<DynamicTest> noRuleHoldsForWantOfClasses() throws IOException {
    JavaClasses foreign =
        new ClassFileImporter()
            .importPath(compile(List.of("package elsewhere; final class Foreign {}")));
    return RULES.entrySet().stream()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getKey(),
                    () ->
                        assertThatThrownBy(() -> rule.getValue().check(foreign))
                            .isInstanceOf(AssertionError.class)
                            .hasMessageContaining("failed to check any classes")));
  }

  private Path compile(List<String> sources) throws IOException {
    Path work = Files.createTempDirectory(folder, "planted");
    Path classes = Files.createDirectory(work.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    for (String source : sources) {
      Path file = work.resolve(nameOf(source));
      Files.createDirectories(file.getParent());
      arguments.add(Files.writeString(file, source).toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
    return classes;
  }

  private static String nameOf(String source) {
    Matcher home = PACKAGE.matcher(source);
    Matcher type = TYPE.matcher(source);
    assertThat(home.find() && type.find()).as(source).isTrue();
    return home.group(1).replace('.', '/') + "/" + type.group(1) + ".java";
  }
}
