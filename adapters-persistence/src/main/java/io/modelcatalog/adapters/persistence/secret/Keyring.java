package io.modelcatalog.adapters.persistence.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.micronaut.context.annotation.Requires;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.organization.OrganizationId;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys between the master key and the secrets: one random root secret, from which the keyed
 * hash of API keys derives, and a data key for each organization. All are stored wrapped by the
 * master key, so that another master key can take its place without touching what they protect.
 *
 * <p>The root also tells whether the master key is the right one: with a wrong one it does not
 * open, and the ring stays sealed.
 */
@Singleton
@Requires(beans = MasterKey.class)
public final class Keyring {
  private static final String ROOT = "v1|vault_root";
  private static final int ROOT_BYTES = 32;

  private final TransactionOperations<Connection> transactions;
  private final VaultRootRows roots;
  private final OrganizationKeyRows keys;
  private final InstantSource clock;
  private volatile MasterKey master;
  private volatile @Nullable VaultState state;
  private volatile byte @Nullable [] root;

  Keyring(
      TransactionOperations<Connection> transactions,
      VaultRootRows roots,
      OrganizationKeyRows keys,
      InstantSource clock,
      MasterKey master) {
    this.transactions = transactions;
    this.roots = roots;
    this.keys = keys;
    this.clock = clock;
    this.master = master;
  }

  /** Whether the master key is the right one; asks the database the first time only. */
  public VaultState state() {
    VaultState known = state;
    return known != null ? known : open();
  }

  /**
   * Asks the database whether the master key is the right one. An empty database is set up with it.
   */
  public synchronized VaultState open() {
    VaultState found = transactions.execute(TransactionDefinition.DEFAULT, status -> check());
    state = found;
    return found;
  }

  /**
   * Puts another master key in the place of the present one: every wrapped key is wrapped anew, all
   * or none. Secrets and API keys stay as they are. Other processes on this database need the new
   * key from then on.
   */
  public synchronized void replaceMasterKey(MasterKey next) {
    requireOpen();
    Aead before = master.wrapping();
    Aead after = next.wrapping();
    inTransaction(
        () -> {
          for (OrganizationKeyRow row : keys.allLocked()) {
            byte[] place = placeOf(new OrganizationId(row.organizationId()));
            keys.replace(
                row.organizationId(),
                wrap(unwrap(row.wrapped(), before, place), after, place),
                now());
          }
          return roots.replace(encrypt(after, rootBytes(), text(ROOT)));
        });
    master = next;
  }

  /**
   * Gives an organization a new data key for what is encrypted from now on; what is encrypted
   * already stays readable.
   */
  public void rotateDataKey(OrganizationId organization) {
    requireOpen();
    Aead wrapping = master.wrapping();
    inTransaction(
        () -> {
          Optional<OrganizationKeyRow> row = keys.locked(organization.value());
          byte[] place = placeOf(organization);
          if (row.isEmpty()) {
            return keys.insertIfAbsent(
                organization.value(), wrap(newKeyset(), wrapping, place), now());
          }
          KeysetHandle keyset = unwrap(row.get().wrapped(), wrapping, place);
          return keys.replace(organization.value(), wrap(extended(keyset), wrapping, place), now());
        });
  }

  /**
   * Encryption with an organization's data key, made if there is none. Nothing is kept in memory: a
   * key made in a transaction that rolls back must be forgotten with it.
   */
  Aead dataKey(OrganizationId organization) {
    requireOpen();
    Aead wrapping = master.wrapping();
    byte[] place = placeOf(organization);
    OrganizationKeyRow row =
        keys.findById(organization.value())
            .orElseGet(
                () -> {
                  keys.insertIfAbsent(
                      organization.value(), wrap(newKeyset(), wrapping, place), now());
                  return keys.findById(organization.value()).orElseThrow();
                });
    try {
      return unwrap(row.wrapped(), wrapping, place)
          .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("data key of organization " + organization, e);
    }
  }

  /**
   * Encrypts something of an organization's for one purpose. Joins the running transaction.
   *
   * @param purpose what it is, and where it belongs: it opens for the same purpose only
   */
  public byte[] seal(OrganizationId organization, String purpose, byte[] plain) {
    return encrypt(dataKey(organization), plain, placeOf(organization, purpose));
  }

  /**
   * Decrypts what was encrypted for the same organization and purpose.
   *
   * @throws IllegalStateException if it was tampered with or belongs elsewhere
   */
  public byte[] open(OrganizationId organization, String purpose, byte[] sealed) {
    try {
      return dataKey(organization).decrypt(sealed, placeOf(organization, purpose));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "something sealed does not open; it was tampered with or belongs elsewhere", e);
    }
  }

  private static byte[] placeOf(OrganizationId organization, String purpose) {
    return ("v1|sealed|" + organization + "|" + purpose).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Makes other writers of the organization's secrets wait until the running transaction ends. Rows
   * of credentials cannot stand for this, because a rotation deletes some.
   */
  void lock(OrganizationId organization) {
    keys.locked(organization.value());
  }

  /** A key for one purpose, derived from the root secret. */
  byte[] derived(String purpose) {
    requireOpen();
    return Derivation.derive(rootBytes(), purpose, ROOT_BYTES);
  }

  private VaultState check() {
    Aead wrapping = master.wrapping();
    Optional<VaultRootRow> stored = roots.findById(1);
    if (stored.isEmpty()) {
      if (keys.count() > 0) {
        return new VaultState.Sealed(
            "the database holds encrypted credentials but not the root that proves a master key");
      }
      byte[] fresh = new byte[ROOT_BYTES];
      new SecureRandom().nextBytes(fresh);
      roots.insertIfAbsent(encrypt(wrapping, fresh, text(ROOT)), now());
      // Another process may have been first; what counts is what is stored.
      stored = roots.findById(1);
    }
    try {
      root = wrapping.decrypt(stored.orElseThrow().wrapped(), text(ROOT));
      return new VaultState.Open();
    } catch (GeneralSecurityException e) {
      return new VaultState.Sealed(
          "the master key from "
              + master.source()
              + " (fingerprint "
              + master.fingerprint()
              + ") is not the one this database was set up with");
    }
  }

  private void requireOpen() {
    if (state() instanceof VaultState.Sealed(String reason)) {
      throw new IllegalStateException("sealed: " + reason);
    }
  }

  private byte[] rootBytes() {
    byte[] known = root;
    if (known == null) {
      throw new IllegalStateException("sealed");
    }
    return known;
  }

  private <T> T inTransaction(Supplier<T> block) {
    return transactions.execute(TransactionDefinition.DEFAULT, status -> block.get());
  }

  private long now() {
    return Columns.micros(clock.instant());
  }

  private static KeysetHandle newKeyset() {
    try {
      return KeysetHandle.generateNew(
          PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("data key: cannot be made", e);
    }
  }

  private static KeysetHandle extended(KeysetHandle keyset) {
    try {
      return KeysetHandle.newBuilder(keyset)
          .addEntry(
              KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                  .withRandomId()
                  .makePrimary())
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("data key: cannot be made", e);
    }
  }

  private static byte[] wrap(KeysetHandle keyset, Aead wrapping, byte[] place) {
    try {
      return TinkProtoKeysetFormat.serializeEncryptedKeyset(keyset, wrapping, place);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("data key: cannot be wrapped", e);
    }
  }

  private static KeysetHandle unwrap(byte[] wrapped, Aead wrapping, byte[] place) {
    try {
      return TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped, wrapping, place);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "data key: does not open; it was tampered with or belongs elsewhere", e);
    }
  }

  private static byte[] encrypt(Aead key, byte[] plain, byte[] place) {
    try {
      return key.encrypt(plain, place);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot be encrypted", e);
    }
  }

  private static byte[] placeOf(OrganizationId organization) {
    return text("v1|organization_key|" + organization);
  }

  private static byte[] text(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }
}
