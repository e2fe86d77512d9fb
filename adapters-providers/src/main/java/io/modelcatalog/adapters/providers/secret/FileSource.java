package io.modelcatalog.adapters.providers.secret;

import io.modelcatalog.application.port.secret.SecretSource.Failure;
import io.modelcatalog.application.port.secret.SecretSource.Fault;
import io.modelcatalog.application.port.secret.SecretSource.Payload;
import io.modelcatalog.application.port.secret.SecretSource.Place;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.shared.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Files below one folder of the server. Links are followed, as orchestrators mount secrets through
 * them, but only to what is below the folder too.
 */
final class FileSource implements SingleSource {
  private static final int MOST_BYTES = 64 * 1024;
  private static final String BELOW =
      "the path of a file below the operator's folder, relative to it and without '..'";

  private final Optional<Path> folder;

  FileSource(Optional<Path> folder) {
    this.folder = folder;
  }

  @Override
  public Set<String> secretSettings() {
    return Set.of();
  }

  @Override
  public Optional<Fault> check(Place place, Set<String> secrets) {
    if (folder.isEmpty()) {
      return Optional.of(
          new Fault(
              "manager_type",
              "file is switched off; an operator can allow a folder with"
                  + " CATALOG_SECRET_FILE_DIR"));
    }
    return relative(place).isPresent()
        ? Optional.empty()
        : Optional.of(new Fault("secret_path", BELOW));
  }

  @Override
  public Result<Payload, Failure> fetch(Place place, Credentials secrets) {
    Optional<Path> path = relative(place);
    if (folder.isEmpty() || path.isEmpty()) {
      return Result.err(new Failure("is no file below the operator's folder"));
    }
    try {
      Path root = folder.get().toRealPath();
      Path file = root.resolve(path.get()).toRealPath();
      if (!file.startsWith(root)) {
        return Result.err(new Failure("leads out of the operator's folder"));
      }
      if (!Files.isRegularFile(file)) {
        return Result.err(new Failure("is no ordinary file"));
      }
      return Payloads.ofText(read(file))
          .<Result<Payload, Failure>>map(Result::ok)
          .orElseGet(() -> Result.err(new Failure("is an empty file")));
    } catch (CharacterCodingException e) {
      return Result.err(new Failure("is a file that is not UTF-8"));
    } catch (TooLong e) {
      return Result.err(new Failure("is a file of more than " + MOST_BYTES + " bytes"));
    } catch (IOException e) {
      return Result.err(new Failure("is a file that cannot be read"));
    }
  }

  private static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Without the line break that editors put at the end. */
  private static String read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new TooLong();
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    if (text.endsWith("\n")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static Optional<Path> relative(Place place) {
    try {
      Path path = Path.of(place.path());
      boolean plain = !path.isAbsolute() && !place.path().isBlank();
      for (Path part : path) {
        plain &= !part.toString().equals("..") && !part.toString().equals(".");
      }
      return plain ? Optional.of(path) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
