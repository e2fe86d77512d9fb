package io.modelcatalog.bootstrap.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of this machine that was run to its end.
 *
 * @param command what was run
 * @param exitCode its exit code; {@link #TIMED_OUT} when it was ended because its time was over,
 *     {@link #NOT_FOUND} when there is no such program
 * @param output what it printed, errors included
 */
record ProgramRun(List<String> command, int exitCode, String output) {
  static final int TIMED_OUT = -1;
  static final int NOT_FOUND = -2;
  private static final int LINES_SHOWN = 250;

  /**
   * Runs a program and waits for its end. Whatever it started ends with it.
   *
   * @param folder where it runs; its output goes to a file beside it that is named after it
   * @param environment variables on top of ours
   */
  static ProgramRun of(
      Path folder, Duration limit, Map<String, String> environment, String... command) {
    try {
      Path output = Files.createTempFile(folder, "run-", ".log");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(folder.toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(output.toFile());
      builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      builder.environment().putAll(environment);
      Process process;
      try {
        process = builder.start();
      } catch (IOException missing) {
        return new ProgramRun(
            Arrays.asList(command), NOT_FOUND, String.valueOf(missing.getMessage()));
      }
      int exitCode = exitCode(process, limit);
      String printed = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
      Files.delete(output);
      return new ProgramRun(Arrays.asList(command), exitCode, printed);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static int exitCode(Process process, Duration limit) {
    boolean ended;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      endAll(process);
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a program ran", interrupted);
    }
    if (!ended) {
      endAll(process);
      return TIMED_OUT;
    }
    return process.exitValue();
  }

  private static void endAll(Process process) {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  boolean succeeded() {
    return exitCode == 0;
  }

  /** How it went, with the end of what it printed: what a reader of a failure wants. */
  String report() {
    List<String> lines = output.lines().toList();
    String end =
        switch (exitCode) {
          case TIMED_OUT -> "was ended because its time was over";
          case NOT_FOUND -> "could not be started";
          default -> "ended with " + exitCode;
        };
    return String.join(" ", command)
        + " "
        + end
        + "; it printed:\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
  }
}
