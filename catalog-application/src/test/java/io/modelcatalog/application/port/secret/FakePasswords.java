package io.modelcatalog.application.port.secret;

import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import java.util.ArrayList;
import java.util.List;

/** Hashes that are none, and notes what was compared. */
public final class FakePasswords implements Passwords {
  private static final String OF_NOBODY = "hash:3:nobody";

  /** The hashes that passwords were compared with, in order. */
  public final List<String> compared = new ArrayList<>();

  /** How hashes are made now. */
  public int cost = 3;

  @Override
  public String hash(SecretText password) {
    return "hash:" + cost + ":" + text(password).hashCode();
  }

  @Override
  public boolean matches(SecretText password, String hash) {
    compared.add(hash);
    return hash.substring(hash.lastIndexOf(':') + 1)
        .equals(String.valueOf(text(password).hashCode()));
  }

  @Override
  public boolean isOutdated(String hash) {
    return !hash.startsWith("hash:" + cost + ":");
  }

  @Override
  public String ofNobody() {
    return OF_NOBODY;
  }

  private static String text(SecretText password) {
    return password.reveal(new SecretAccess("test"));
  }
}
