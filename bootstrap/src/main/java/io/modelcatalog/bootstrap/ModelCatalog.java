package io.modelcatalog.bootstrap;

import java.util.List;

/**
 * The program. Exit codes: 0 done, 1 failed, 2 wrong usage; ended by a signal as the system says
 * (143 for SIGTERM, 130 for Ctrl-C).
 */
public final class ModelCatalog {
  private ModelCatalog() {}

  /** Runs one command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(System.getenv(), System.out, System.err).run(List.of(arguments)));
  }
}
