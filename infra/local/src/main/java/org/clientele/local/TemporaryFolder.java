package org.clientele.local;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder for what a server unpacks. A server that is killed leaves it behind, and the next one
 * deletes it. Beside it is a file that its process keeps locked, however it ends; the lock is there
 * before the folder is.
 */
final class TemporaryFolder implements AutoCloseable {

  private static final String FOLDERS = "clientele-";
  private static final String LOCK = ".lock";

  /** While it is deleted, threads that end may still write into it. */
  private static final int PASSES = 5;

  private final Path path;
  private final FileChannel lock;

  private TemporaryFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Makes one below {@code parent}, where it deletes those whose processes have ended. */
  static TemporaryFolder below(Path parent) throws IOException {
    deleteAbandoned(parent);
    Path path = parent.resolve(FOLDERS + UUID.randomUUID());
    FileChannel lock = FileChannel.open(lockOf(path), CREATE_NEW, WRITE);
    lock.lock();
    return new TemporaryFolder(Files.createDirectory(path), lock);
  }

  private static Path lockOf(Path folder) {
    return folder.resolveSibling(folder.getFileName() + LOCK);
  }

  private static void deleteAbandoned(Path parent) throws IOException {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(parent, path -> isOurs(path) && Files.isDirectory(path))) {
      for (Path folder : found) {
        deleteIfAbandoned(folder);
      }
    }
  }

  private static boolean isOurs(Path path) {
    return String.valueOf(path.getFileName()).startsWith(FOLDERS) && Files.exists(lockOf(path));
  }

  private static void deleteIfAbandoned(Path folder) {
    try (FileChannel channel = FileChannel.open(lockOf(folder), WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        deleteAll(folder);
        forget(folder);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // another user's, or in use, or another server deletes it at the same time
    }
  }

  private static void forget(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      Files.deleteIfExists(lockOf(folder));
    }
  }

  Path path() {
    return path;
  }

  /** Deletes it with all that is in it; what others still write there the next server deletes. */
  @Override
  public void close() {
    try (lock) {
      deleteAll(path);
      forget(path);
    } catch (IOException e) {
      // kept with its lock's file, by which it is found
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    for (int i = 0; i < PASSES && Files.exists(folder); i++) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(TemporaryFolder::delete);
      } catch (UncheckedIOException e) {
        // Somebody else deletes there as well.
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // not empty yet, or in use; the next pass meets it again
    }
  }
}
