package io.modelcatalog.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A folder of {@code e2e/}, copied below {@code target/} and with what it needs from a package
 * index installed there.
 *
 * <p>When the index cannot be reached, or the tool that asks it is not on this machine, the test is
 * skipped with {@code SKIPPED <suite>: <reason>}, which is printed as well. Any other failure of an
 * installation is ours and fails the test.
 */
final class ForeignSuite {
  private static final Duration TO_INSTALL = Duration.ofMinutes(8);

  /** How npm and pip speak of an index that cannot be reached. */
  private static final Pattern UNREACHABLE =
      Pattern.compile(
          "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH"
              + "|ERR_SOCKET_TIMEOUT|npm error code E5\\d\\d"
              + "|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|NameResolutionError"
              + "|Could not transfer artifact|Unknown host|in offline mode"
              + "|Temporary failure in name resolution|Cannot connect to proxy|ProxyError"
              + "|5\\d\\d Server Error");

  private final String name;
  private final Path folder;

  private ForeignSuite(String name, Path folder) {
    this.name = name;
    this.folder = folder;
  }

  /** A suite of Node, with the packages of its lock file. */
  static ForeignSuite ofNode(String name, String source) {
    ForeignSuite suite = copied(name, source);
    suite.installed(
        List.of("package.json", "package-lock.json"),
        List.of(List.of("npm", "ci", "--no-audit", "--no-fund")));
    return suite;
  }

  /** A suite of Python, with a virtual environment that has the packages of a requirements file. */
  static ForeignSuite ofPython(String name, String source, String requirements) {
    ForeignSuite suite = copied(name, source);
    suite.installed(
        List.of(requirements),
        List.of(
            List.of("python3", "-m", "venv", "--clear", suite.environment(requirements).toString()),
            List.of(
                suite.python(requirements).toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--require-hashes",
                "--no-deps",
                // A package that has to be compiled here would take longer than all tests together.
                "--only-binary=:all:",
                "-r",
                requirements)));
    return suite;
  }

  /** Packages for Java, in the folder {@code lib}, as a build file names them. */
  static ForeignSuite ofJava(String name, String source) {
    ForeignSuite suite = copied(name, source);
    suite.installed(
        List.of("pom.xml"),
        List.of(
            List.of("mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib")));
    return suite;
  }

  private static ForeignSuite copied(String name, String source) {
    Path from = repository().resolve("e2e").resolve(source);
    Path to = Path.of("target", "e2e", source).toAbsolutePath();
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(ForeignSuite::ours).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return new ForeignSuite(name, to);
  }

  /** Not what somebody installed by hand to run the suite in place. */
  private static boolean ours(Path file) {
    for (Path part : file) {
      switch (part.toString()) {
        case "node_modules", "venv", "__pycache__" -> {
          return false;
        }
        default -> {}
      }
    }
    return true;
  }

  private static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("e2e").resolve("node"))) {
      at = at.getParent();
      assertThat(at).as("the folder that holds e2e/").isNotNull();
    }
    return at;
  }

  /** Installs unless the same files were installed here before. */
  private void installed(List<String> inputs, List<List<String>> commands) {
    Path mark = folder.resolve(".installed-" + inputs.getLast());
    String wanted = contents(inputs);
    try {
      if (Files.exists(mark) && Files.readString(mark).equals(wanted)) {
        return;
      }
      Files.deleteIfExists(mark);
      for (List<String> command : commands) {
        ProgramRun run =
            ProgramRun.of(folder, TO_INSTALL, Map.of(), command.toArray(String[]::new));
        judge(command.getFirst(), run);
      }
      Files.writeString(mark, wanted);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String contents(List<String> files) {
    StringBuilder all = new StringBuilder();
    for (String file : files) {
      try {
        all.append(Files.readString(folder.resolve(file)));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return all.toString();
  }

  private void judge(String program, ProgramRun run) {
    if (run.succeeded()) {
      return;
    }
    if (run.exitCode() == ProgramRun.NOT_FOUND) {
      skip(name, Path.of(program).getFileName() + " is not installed on this machine");
    }
    if (run.exitCode() == ProgramRun.TIMED_OUT) {
      skip(name, "the package index did not deliver within " + TO_INSTALL);
    }
    if (UNREACHABLE.matcher(run.output()).find()) {
      skip(name, "the package index cannot be reached from this machine");
    }
    if (run.output().contains("ensurepip is not available")) {
      skip(name, "python3 on this machine has no venv module");
    }
    fail(name + " could not be installed: " + run.report());
  }

  /** Ends the test as skipped, and says so. */
  static void skip(String suite, String reason) {
    String message = "SKIPPED " + suite + ": " + reason;
    System.out.println(message);
    Assumptions.abort(message);
  }

  String name() {
    return name;
  }

  Path folder() {
    return folder;
  }

  /** The interpreter that sees the packages of a requirements file. */
  Path python(String requirements) {
    return environment(requirements).resolve("bin").resolve("python");
  }

  private Path environment(String requirements) {
    return folder.resolve("venv-" + requirements.replace(".txt", ""));
  }

  /** Runs a part of the suite against a catalog and fails with all that it printed. */
  void passesAgainst(CatalogProcess catalog, Duration limit, List<String> command) {
    ProgramRun run =
        ProgramRun.of(
            folder,
            limit,
            Map.of(
                "CATALOG_BASE_URL", catalog.baseUrl().toString(),
                "CATALOG_ADMIN_KEY", catalog.adminKey(),
                // A proxy of the environment is for the internet, not for a server on this machine.
                "NO_PROXY", "127.0.0.1,localhost",
                "no_proxy", "127.0.0.1,localhost",
                "PYTHONDONTWRITEBYTECODE", "1"),
            new ArrayList<>(command).toArray(String[]::new));

    if (!run.succeeded()) {
      fail(name + ": " + run.report() + "\n\nThe catalog printed:\n" + catalog.tail());
    }
    assertThat(run.output())
        .as("a run that ran no test proves nothing")
        .doesNotContainPattern("(?m)^(# |ℹ )tests 0$|^Ran 0 tests");
  }
}
