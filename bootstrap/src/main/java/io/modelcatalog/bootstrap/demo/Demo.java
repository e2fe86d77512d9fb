package io.modelcatalog.bootstrap.demo;

import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.signin.SignInUseCases;
import io.modelcatalog.bootstrap.server.CatalogServer;
import io.modelcatalog.bootstrap.server.StartFailure;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.bootstrap.settings.CatalogSettings.FirstOrganization;
import io.modelcatalog.bootstrap.settings.Setting;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The demonstration. Loopback only, whatever the environment says. */
public final class Demo {
  /** Options with a value that it takes. */
  public static final Set<String> FLAGS = Set.of("port");

  /** What may be set from the environment; the rest would take the demonstration elsewhere. */
  private static final Set<Setting> FROM_ENVIRONMENT =
      Set.of(
          Setting.PORT,
          Setting.UPSTREAM_ALLOW,
          Setting.UPSTREAM_CONNECT_TIMEOUT,
          Setting.UPSTREAM_FIRST_BYTE_TIMEOUT,
          Setting.UPSTREAM_IDLE_TIMEOUT,
          Setting.MAX_BODY_BYTES,
          Setting.OUTPUT_CAP,
          Setting.LOG_LEVEL,
          Setting.LOG_FORMAT);

  private static final String FOLDER = ".demo";

  private static final SecretAccess TO_SHOW =
      new SecretAccess("show the demonstration's keys to the person who started it");

  private final CatalogSettings settings;
  private final PrintStream out;

  /**
   * A demonstration.
   *
   * @param settings as {@link #settings} makes them
   * @param out where it tells people what to try
   */
  public Demo(CatalogSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** The settings of a demonstration: its own folder, on loopback. */
  public static Result<CatalogSettings, List<String>> settings(
      Map<String, String> flags, Map<String, String> environment) {
    Map<String, String> own = new HashMap<>(flags);
    own.put(Setting.HOST.key(), "127.0.0.1");
    own.put(Setting.DATA_DIR.key(), FOLDER);
    Map<String, String> taken = new HashMap<>();
    for (Setting setting : FROM_ENVIRONMENT) {
      String value = environment.get(setting.variable());
      if (value != null) {
        taken.put(setting.variable(), value);
      }
    }
    return CatalogSettings.read(own, taken);
  }

  /**
   * Starts it, fills it if it is new, and prints what to try.
   *
   * @param reset whether to throw away what an earlier start left
   * @throws StartFailure if it cannot start, or cannot be filled
   */
  public CatalogServer start(boolean reset) throws StartFailure {
    DemoFolder folder = DemoFolder.hold(settings.dataDir());
    boolean started = false;
    try {
      Optional<DemoKeys> known = reset ? Optional.empty() : keys(folder);
      CatalogServer server = known.isPresent() ? again(folder, known.get()) : anew(folder);
      server.whenClosed(folder::release);
      started = true;
      return server;
    } finally {
      if (!started) {
        folder.release();
      }
    }
  }

  private CatalogServer again(DemoFolder folder, DemoKeys keys) throws StartFailure {
    CatalogServer server = CatalogServer.start(settings);
    boolean presented = false;
    try {
      present(server, folder, keys);
      presented = true;
      return server;
    } finally {
      if (!presented) {
        server.close();
      }
    }
  }

  private CatalogServer anew(DemoFolder folder) throws StartFailure {
    CatalogServer.requireFreePort(settings);
    folder.empty();
    SecretText adminKey = random("demo-admin-");
    CatalogServer server =
        CatalogServer.start(
            settings.withFirstOrganization(new FirstOrganization("Acme", adminKey)));
    boolean filled = false;
    try {
      DemoKeys keys =
          new DemoSeed(server.context().getBean(CatalogApplication.class), adminKey)
              .plant(
                  server.context().getBean(SignInUseCases.class),
                  server.setupToken().orElse(""),
                  random(""));
      DemoSeed.use(URI.create(server.address()), keys);
      keys.write(folder.path());
      present(server, folder, keys);
      filled = true;
      return server;
    } catch (IOException e) {
      throw new StartFailure("the keys cannot be written to " + folder.path());
    } finally {
      if (!filled) {
        server.close();
      }
    }
  }

  /** Leaves the keys where a shell can read them, and prints what to try. */
  private void present(CatalogServer server, DemoFolder folder, DemoKeys keys) throws StartFailure {
    CatalogApplication application = server.context().getBean(CatalogApplication.class);
    DemoEnvironment.write(
        folder.path(),
        server.address(),
        keys,
        new DemoSeed(application, keys.admin()).workspaceSlugs());
    show(server.address(), keys);
  }

  private static Optional<DemoKeys> keys(DemoFolder folder) throws StartFailure {
    try {
      return DemoKeys.read(folder.path());
    } catch (IOException e) {
      throw new StartFailure("the keys in " + folder.path() + " cannot be read; try --reset");
    }
  }

  private static SecretText random(String prefix) {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return SecretText.of(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  private void show(String address, DemoKeys keys) {
    out.print(
        """

        The demo is ready on %1$s. Ctrl-C stops it; --reset starts over.

          Organization Acme has one integration, "echo", which answers inside this program.
          It is provisioned to two workspaces, each with a budget of its own:

            workspace   provider      budget per month   used
            Research    @echo         $1.00              20 %%
            Research    @echo-trial   $0.01              all of it (derived: may only be stricter)
            Support     @echo         $0.10              85 %%

          Administrator's key    %2$s
          Key of Research        %3$s
          Key of Support         %4$s
          Owner, who signs in    %5$s with %6$s
                                 on %1$s/sign-in

        For the commands of the README, in another shell:

          source .demo/env

        A call:

          curl %1$s/v1/chat/completions \\
            -H "Authorization: Bearer %3$s" \\
            -H "Content-Type: application/json" \\
            -d '{"model": "@echo/echo", "messages": [{"role": "user", "content": "Hello"}]}'

        The same with the OpenAI SDK for Python:

          from openai import OpenAI
          client = OpenAI(base_url="%1$s/v1", api_key="%3$s")
          answer = client.chat.completions.create(
              model="@echo/echo", messages=[{"role": "user", "content": "Hello"}])
          print(answer.choices[0].message.content)

        Why a call passes or is refused:

          curl "%1$s/v1/explain?provider=@echo-trial&model=echo" -H "Authorization: Bearer %3$s"

        """
            .formatted(
                address,
                keys.admin().reveal(TO_SHOW),
                keys.research().reveal(TO_SHOW),
                keys.support().reveal(TO_SHOW),
                DemoKeys.OWNER,
                keys.owner().reveal(TO_SHOW)));
    out.flush();
  }
}
