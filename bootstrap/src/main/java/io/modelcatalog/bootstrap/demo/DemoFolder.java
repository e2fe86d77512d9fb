package io.modelcatalog.bootstrap.demo;

import io.modelcatalog.bootstrap.server.StartFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demonstration's data folder, held by one process at a time. */
final class DemoFolder {
  private static final Logger LOG = LoggerFactory.getLogger(DemoFolder.class);
  private static final String LOCK = "demo.lock";

  private final Path path;
  private final FileLock lock;

  private DemoFolder(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes hold of the folder until it is let go of, so that nobody empties it under our feet.
   *
   * @throws StartFailure if another process holds it
   */
  static DemoFolder hold(Path path) throws StartFailure {
    try {
      Files.createDirectories(path);
      FileChannel file =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lock(file);
      if (lock == null) {
        file.close();
        throw new StartFailure("a demo runs already in " + path + ": stop it first");
      }
      return new DemoFolder(path, lock);
    } catch (IOException e) {
      throw new StartFailure("the folder " + path + " cannot be used: " + e.getMessage());
    }
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  Path path() {
    return path;
  }

  /** Deletes everything in it. Links are deleted, not followed. */
  void empty() throws StartFailure {
    try {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (!file.equals(path.resolve(LOCK))) {
                Files.delete(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
              if (failure != null) {
                throw failure;
              }
              if (!folder.equals(path)) {
                Files.delete(folder);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new StartFailure("the folder " + path + " cannot be emptied: " + e.getMessage());
    }
  }

  /** Lets go of the folder. */
  void release() {
    try {
      lock.channel().close();
    } catch (IOException e) {
      // The lock ends with the process at the latest.
      LOG.debug("the lock of {} was not let go of", path, e);
    }
  }
}
