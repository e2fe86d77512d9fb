package io.modelcatalog.bootstrap.demo;

import io.modelcatalog.bootstrap.server.StartFailure;
import io.modelcatalog.domain.credential.SecretAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The demonstration's address and keys as shell variables, so that the commands of the
 * documentation can be pasted as they stand.
 */
final class DemoEnvironment {
  /** The file's name in the data folder. */
  static final String FILE = "env";

  private static final SecretAccess TO_SOURCE =
      new SecretAccess("let a shell use the demonstration's keys");

  private DemoEnvironment() {}

  /**
   * Writes the file, readable by its owner only.
   *
   * @param workspaces the workspaces' slugs by their names
   * @throws StartFailure if it cannot be written
   */
  static void write(Path folder, String address, DemoKeys keys, Map<String, String> workspaces)
      throws StartFailure {
    String text =
        """
        export CATALOG_URL='%s'
        export ADMIN_KEY='%s'
        export WORKSPACE_KEY='%s'
        export RESEARCH='%s'
        export SUPPORT='%s'
        """
            .formatted(
                address,
                keys.admin().reveal(TO_SOURCE),
                keys.research().reveal(TO_SOURCE),
                workspaces.get("Research"),
                workspaces.get("Support"));
    try {
      Files.writeString(DemoKeys.ownersFile(folder, FILE), text);
    } catch (IOException e) {
      throw new StartFailure("the file " + FILE + " cannot be written to " + folder);
    }
  }
}
