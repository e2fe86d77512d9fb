package io.modelcatalog.bootstrap;

import io.modelcatalog.adapters.persistence.lease.Replicas;
import io.modelcatalog.bootstrap.demo.Demo;
import io.modelcatalog.bootstrap.maintenance.AuditChains;
import io.modelcatalog.bootstrap.maintenance.ListReplicas;
import io.modelcatalog.bootstrap.maintenance.MaintenanceFailure;
import io.modelcatalog.bootstrap.maintenance.VerifyUsage;
import io.modelcatalog.bootstrap.server.CatalogServer;
import io.modelcatalog.bootstrap.server.Logging;
import io.modelcatalog.bootstrap.server.StartFailure;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.bootstrap.settings.Setting;
import io.modelcatalog.domain.shared.Result;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Understands the command line. What it says to people goes to its streams, logs go to stdout. */
final class CommandLine {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  CommandLine(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  int run(List<String> arguments) {
    if (arguments.isEmpty()) {
      err.print(overview());
      return WRONG_USAGE;
    }
    String command = arguments.getFirst();
    List<String> rest = arguments.subList(1, arguments.size());
    if (rest.contains("--help") || rest.contains("-h")) {
      return help(List.of(command));
    }
    return switch (command) {
      case "serve" -> serve(rest);
      case "demo" -> demo(rest);
      case "usage" -> usage(rest);
      case "replicas" -> replicas(rest);
      case "audit" -> audit(rest);
      case "version", "--version" -> version(rest);
      case "help", "--help", "-h" -> help(rest);
      default -> wrongUsage("there is no command \"" + command + "\"");
    };
  }

  private int serve(List<String> arguments) {
    return switch (Flags.parse(arguments, Set.of())) {
      case Result.Err<Flags, String>(String mistake) -> wrongUsage(mistake);
      case Result.Ok<Flags, String>(Flags flags) -> {
        Result<CatalogSettings, List<String>> settings =
            CatalogSettings.read(flags.values(), environment);
        yield switch (settings) {
          case Result.Err<CatalogSettings, List<String>>(List<String> mistakes) ->
              wrongSettings(mistakes);
          case Result.Ok<CatalogSettings, List<String>>(CatalogSettings valid) ->
              untilStopped(valid, () -> withSetupToken(valid, CatalogServer.start(valid)));
        };
      }
    };
  }

  /** Tells how the first owner comes in, past the log: whoever reads that may be somebody else. */
  private CatalogServer withSetupToken(CatalogSettings settings, CatalogServer server) {
    server
        .setupToken()
        .ifPresent(
            token ->
                out.printf(
                    settings.logFormat().equals("json")
                        ? """
                        {"message":"There is no owner yet. The first one comes in, within this run, \
                        by this link","link":"%1$s/setup#%2$s"}
                        """
                        : """

                        There is no owner yet. To become the first one, within this run, open

                          %1$s/setup#%2$s

                        """,
                    settings.people().publicUrl().orElse(server.address()),
                    token));
    out.flush();
    return server;
  }

  private int demo(List<String> arguments) {
    return switch (Flags.parse(arguments, Set.of("reset"))) {
      case Result.Err<Flags, String>(String mistake) -> wrongUsage(mistake);
      case Result.Ok<Flags, String>(Flags flags) -> {
        Optional<String> unknown =
            flags.values().keySet().stream().filter(name -> !Demo.FLAGS.contains(name)).findFirst();
        if (unknown.isPresent()) {
          yield wrongUsage("demo does not know \"--" + unknown.get() + "\"");
        }
        yield switch (Demo.settings(flags.values(), environment)) {
          case Result.Err<CatalogSettings, List<String>>(List<String> mistakes) ->
              wrongSettings(mistakes);
          case Result.Ok<CatalogSettings, List<String>>(CatalogSettings valid) ->
              untilStopped(
                  valid, () -> new Demo(valid, out).start(flags.switches().contains("reset")));
        };
      }
    };
  }

  private int usage(List<String> arguments) {
    if (arguments.isEmpty() || !arguments.getFirst().equals("verify")) {
      return wrongUsage("usage knows one action: verify");
    }
    return maintain(
        arguments.subList(1, arguments.size()),
        Set.of("repair"),
        (settings, flags) ->
            new VerifyUsage(settings, out).run(flags.switches().contains("repair")));
  }

  private int replicas(List<String> arguments) {
    if (arguments.isEmpty() || arguments.getFirst().startsWith("--")) {
      return maintain(
          arguments, Set.of(), (settings, flags) -> new ListReplicas(settings, out).list());
    }
    if (!arguments.getFirst().equals("forget")
        || arguments.size() < 2
        || arguments.get(1).startsWith("--")) {
      return wrongUsage("replicas knows one action: forget ID --unused spent|free");
    }
    return maintain(
        arguments.subList(2, arguments.size()),
        Set.of(),
        Set.of("unused"),
        (settings, flags) -> {
          Replicas.Unused unused =
              switch (flags.values().getOrDefault("unused", "")) {
                case "spent" -> Replicas.Unused.SPENT;
                case "free" -> Replicas.Unused.FREE;
                default -> null;
              };
          return unused == null
              ? wrongUsage("--unused: expected spent or free")
              : new ListReplicas(settings, out).forget(arguments.get(1), unused);
        });
  }

  private int audit(List<String> arguments) {
    String action = arguments.isEmpty() ? "" : arguments.getFirst();
    if (!action.equals("verify") && !action.equals("head")) {
      return wrongUsage("audit knows two actions: verify and head");
    }
    Set<String> own = action.equals("verify") ? Set.of("organization", "noted") : Set.of();
    return maintain(
        arguments.subList(1, arguments.size()),
        Set.of(),
        own,
        (settings, flags) -> {
          AuditChains chains = new AuditChains(settings, out);
          return action.equals("head")
              ? chains.heads()
              : chains.verify(
                  Optional.ofNullable(flags.values().get("organization")),
                  Optional.ofNullable(flags.values().get("noted")));
        });
  }

  private interface Maintenance {
    int run(CatalogSettings settings, Flags flags) throws MaintenanceFailure;
  }

  /** Runs what needs the settings of a server, but no server. */
  private int maintain(List<String> arguments, Set<String> switches, Maintenance maintenance) {
    return maintain(arguments, switches, Set.of(), maintenance);
  }

  private int maintain(
      List<String> arguments, Set<String> switches, Set<String> own, Maintenance maintenance) {
    return switch (Flags.parse(arguments, switches)) {
      case Result.Err<Flags, String>(String mistake) -> wrongUsage(mistake);
      case Result.Ok<Flags, String>(Flags flags) ->
          switch (CatalogSettings.read(flags.without(own), environment)) {
            case Result.Err<CatalogSettings, List<String>>(List<String> mistakes) ->
                wrongSettings(mistakes);
            case Result.Ok<CatalogSettings, List<String>>(CatalogSettings settings) -> {
              Logging.configure(settings);
              try {
                yield maintenance.run(settings, flags);
              } catch (MaintenanceFailure e) {
                err.println("catalog: " + e.getMessage());
                yield FAILED;
              }
            }
          };
    };
  }

  private interface Start {
    CatalogServer start() throws StartFailure;
  }

  /** Starts, and returns when a signal has stopped the server. */
  private int untilStopped(CatalogSettings settings, Start start) {
    Logging.configure(settings);
    try {
      CatalogServer server = start.start();
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
      server.awaitClosed();
      return DONE;
    } catch (StartFailure e) {
      err.println("catalog: " + e.getMessage());
      return FAILED;
    } catch (RuntimeException | Error e) {
      // A defect. Said here, because a thread left behind would keep the process from ending.
      err.println("catalog: failed");
      e.printStackTrace(err);
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private int version(List<String> arguments) {
    if (!arguments.isEmpty()) {
      return wrongUsage("version does not know \"" + arguments.getFirst() + "\"");
    }
    out.println(
        "Model Catalog "
            + Optional.ofNullable(ModelCatalog.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)")
            + ", Java "
            + Runtime.version().feature());
    return DONE;
  }

  private int help(List<String> arguments) {
    String topic = arguments.isEmpty() ? "help" : arguments.getFirst();
    switch (topic) {
      case "serve" -> out.print(serveHelp());
      case "demo" -> out.print(demoHelp());
      case "usage" -> out.print(usageHelp());
      case "replicas" -> out.print(replicasHelp());
      case "audit" -> out.print(auditHelp());
      case "help", "version", "--help", "-h" -> out.print(overview());
      default -> {
        return wrongUsage("there is no command \"" + topic + "\"");
      }
    }
    return DONE;
  }

  private int wrongUsage(String mistake) {
    err.println("catalog: " + mistake);
    err.println("Try: ./catalog help");
    return WRONG_USAGE;
  }

  private int wrongSettings(List<String> mistakes) {
    mistakes.forEach(mistake -> err.println("catalog: " + mistake));
    return WRONG_USAGE;
  }

  private static String overview() {
    return """
        Usage: catalog COMMAND [OPTIONS]

          serve      start the server; "catalog help serve" lists its options
          demo       start on this machine with example data; needs no provider account
          usage      compare what limits have counted with the usage records
          replicas   list the processes that share limits, and write a lost one off
          audit      check that nobody changed the audit log
          version    print the version
          help       print this, or the help of one command

        Exit codes: 0 done, 1 failed, 2 wrong usage.
        """;
  }

  private static String demoHelp() {
    return """
        Usage: catalog demo [--port N] [--reset]

        Listens on loopback only and keeps its data in .demo/ of the current folder.

          --port N   listen on port N (default 8080)
          --reset    throw the example data away and start over
        """;
  }

  private static String usageHelp() {
    return """
        Usage: catalog usage verify [--repair] [OPTIONS OF THE SERVER]

        Recomputes every counter from the usage records and prints what differs. Reads the database
        that the options, variables or file of the server name: PostgreSQL while servers run, the
        embedded one while its server is stopped. Exit code 1 if anything differs.

          --repair   write what was recomputed; running servers count on until they are restarted
        """;
  }

  private static String replicasHelp() {
    return """
        Usage: catalog replicas [OPTIONS OF THE SERVER]
               catalog replicas forget ID --unused spent|free [OPTIONS OF THE SERVER]

        Lists the replicas that the database knows, whether they live, and what they hold of limits
        without having used it. "forget" writes one off that will not come back: what it held counts
        as spent, or is free for others, which exceeds a limit by what the replica did use of it.
        """;
  }

  private static String auditHelp() {
    return """
        Usage: catalog audit verify [--organization ID] [--noted FILE] [OPTIONS OF THE SERVER]
               catalog audit head [OPTIONS OF THE SERVER]

        "verify" computes the chain of each organization's audit log anew and prints the first entry
        that is not as it was written. Exit code 1 if there is one. Works on PostgreSQL while servers
        run, and on the embedded database while its server is stopped. "head" prints where each
        chain ends: keep that where the database's owner cannot change it.

          --organization ID   look at this organization only
          --noted FILE        also check that the ends which "head" printed earlier are still there
        """;
  }

  private static String serveHelp() {
    StringBuilder help =
        new StringBuilder(
            """
            Usage: catalog serve [--config FILE] [OPTIONS]

            A flag goes before an environment variable, that before the configuration file
            (--config or CATALOG_CONFIG, in properties format), and that before the default.

            """);
    for (Setting setting : Setting.values()) {
      String flag = setting.secret() ? setting.key() + "-file FILE" : setting.key() + " VALUE";
      help.append("  --").append(flag).append("  (").append(setting.variable());
      if (setting.secret()) {
        help.append(", ").append(setting.variable()).append("_FILE");
      }
      if (!setting.byDefault().isEmpty()) {
        help.append("; default ").append(setting.byDefault());
      }
      help.append(")\n      ").append(setting.meaning().replace("`", "")).append('\n');
    }
    return help.toString();
  }

  /**
   * What stood on the command line.
   *
   * @param values options with a value, by name without dashes
   * @param switches options without one
   */
  record Flags(Map<String, String> values, Set<String> switches) {

    /** The values but those of these names. */
    Map<String, String> without(Set<String> names) {
      Map<String, String> others = new LinkedHashMap<>(values);
      others.keySet().removeAll(names);
      return others;
    }

    static Result<Flags, String> parse(List<String> arguments, Set<String> knownSwitches) {
      Map<String, String> values = new LinkedHashMap<>();
      Set<String> switches = new java.util.HashSet<>();
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        if (!argument.startsWith("--") || argument.length() == 2) {
          return Result.err("\"" + argument + "\" is not an option");
        }
        int equals = argument.indexOf('=');
        String name = argument.substring(2, equals < 0 ? argument.length() : equals);
        if (knownSwitches.contains(name) && equals < 0) {
          switches.add(name);
        } else if (equals >= 0) {
          values.put(name, argument.substring(equals + 1));
        } else if (i + 1 < arguments.size()) {
          values.put(name, arguments.get(++i));
        } else {
          return Result.err(argument + " needs a value");
        }
      }
      return Result.ok(new Flags(values, switches));
    }
  }
}
