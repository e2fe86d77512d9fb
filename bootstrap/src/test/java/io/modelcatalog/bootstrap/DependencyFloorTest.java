package io.modelcatalog.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions below which a library has known holes; whoever changes a BOM learns of it here. */
class DependencyFloorTest {
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d+(?:\\.\\d+)*)([.-].*)?\\.jar");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "netty-handler, 4.2.20",
    "netty-codec-http, 4.2.20",
    "netty-codec-http2, 4.2.20",
    "netty-common, 4.2.20",
    "jackson-core, 2.22.1",
    "postgresql, 42.7.14",
    "logback-classic, 1.5.37",
    "tink, 1.24.0",
    "h2, 2.3.232",
  })
  void isNotOlderThanItsFloor(String artifact, String floor) {
    String version =
        version(artifact).orElseThrow(() -> new AssertionError(artifact + ": missing"));

    assertThat(compare(version, floor)).as(artifact + " " + version).isNotNegative();
  }

  @Test
  void allPartsOfNettyAreOfOneVersion() {
    List<String> versions =
        jars()
            .filter(name -> name.startsWith("netty-"))
            .map(name -> JAR.matcher(name))
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(2))
            .distinct()
            .toList();

    assertThat(versions).hasSize(1);
  }

  @Test
  void nothingOfTheDatabaseListensOnThePortsOfItsConsole() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      assertThat(catalog.server().port()).isPositive();
      // H2's web console and its TCP and PostgreSQL servers, by their default ports.
      for (int port : new int[] {8082, 9092, 5435}) {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
          assertThat(free.isBound()).isTrue();
        }
      }
    }
  }

  @Test
  void anOlderVersionWouldBeNoticed() {
    assertThat(compare("4.2.9", "4.2.20")).isNegative();
    assertThat(compare("4.3", "4.2.20")).isPositive();
    assertThat(compare("42.7.14", "42.7.14")).isZero();
  }

  private static Optional<String> version(String artifact) {
    return jars()
        .map(JAR::matcher)
        .filter(Matcher::matches)
        .filter(matcher -> matcher.group(1).equals(artifact))
        .map(matcher -> matcher.group(2))
        .findFirst();
  }

  private static Stream<String> jars() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
        .map(entry -> Path.of(entry).getFileName().toString());
  }

  private static int compare(String version, String floor) {
    int[] a = Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    int[] b = Arrays.stream(floor.split("\\.")).mapToInt(Integer::parseInt).toArray();
    int length = Math.max(a.length, b.length);
    return Arrays.compare(Arrays.copyOf(a, length), Arrays.copyOf(b, length));
  }
}
