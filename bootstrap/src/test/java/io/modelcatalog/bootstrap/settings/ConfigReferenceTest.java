package io.modelcatalog.bootstrap.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps the reference page and the settings together. */
class ConfigReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "config.md");

  /** Writes the page anew instead of failing: {@code mvn test -Dcatalog.write-docs}. */
  private static final boolean WRITE = System.getProperty("catalog.write-docs") != null;

  @Test
  void thePageSaysWhatTheSettingsSay() throws IOException {
    String expected = page();
    if (WRITE) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, expected);
    }

    assertThat(PAGE).as("run the tests once with -Dcatalog.write-docs").hasContent(expected);
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            <!-- Written by ConfigReferenceTest from the settings themselves. Do not edit. -->

            A flag of `./catalog serve` goes before an environment variable, that before the
            configuration file, and that before the default. The file is in properties format
            (`port=8080`); name it with `--config FILE` or `CATALOG_CONFIG`. A variable that is set
            to nothing counts as not set. A `CATALOG_` variable that is not listed here is warned of.

            Secrets can be read from files and never stand on the command line.

            | Flag, name in the file | Variable | Default | What it does |
            |---|---|---|---|
            """);
    for (Setting setting : Setting.values()) {
      String key = setting.key();
      String flag = setting.secret() ? "`--" + key + "-file`" : "`--" + key + "`";
      String variable =
          setting.secret()
              ? "`" + setting.variable() + "`, `" + setting.variable() + "_FILE`"
              : "`" + setting.variable() + "`";
      String byDefault = setting.byDefault().isEmpty() ? "" : "`" + setting.byDefault() + "`";
      page.append("| ")
          .append(flag)
          .append(" | ")
          .append(variable)
          .append(" | ")
          .append(byDefault)
          .append(" | ")
          .append(setting.meaning())
          .append(" Expected: ")
          .append(setting.rule())
          .append(". |\n");
    }
    page.append(
        """

        The launcher `./catalog` itself reads two more: `CATALOG_JAVA_HOME`, a JDK 25 or newer to use
        before any other, and `CATALOG_JAVA_OPTS`, options of the JVM that win over the default ones.
        """);
    return page.toString();
  }
}
