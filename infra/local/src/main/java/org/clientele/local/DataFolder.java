package org.clientele.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder of {@code --data}, held by one process: DynamoDB Local's file does not stand two. The
 * lock ends with the process, however that ends.
 */
final class DataFolder implements AutoCloseable {

  private static final String LOCK = "clientele.lock";

  /** Behind the process id, because on Windows what is locked cannot be read. */
  private static final long LOCKED = 1_000_000;

  private static final int PROCESS_ID_LENGTH = 20;

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the folder, if it is not there, and takes it.
   *
   * @throws IOException if it cannot be written, or another process holds it, which is named
   */
  static DataFolder take(Path folder) throws IOException {
    // An empty path is the current folder, to some; DynamoDB Local makes the root of it.
    if (folder.toString().isBlank() || folder.toAbsolutePath().normalize().getNameCount() == 0) {
      throw new IOException("--data must name a folder, and not the root: \"" + folder + "\"");
    }
    FileChannel channel;
    try {
      Files.createDirectories(folder);
      channel = FileChannel.open(folder.resolve(LOCK), CREATE, READ, WRITE);
    } catch (IOException e) {
      throw new IOException("--data: cannot write to the folder " + folder, e);
    }
    if (isLocked(channel)) {
      String holder = read(channel);
      channel.close();
      throw new IOException("--data: " + folder + " is in use by process " + holder);
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(String.valueOf(ProcessHandle.current().pid()).getBytes(UTF_8)));
    return new DataFolder(folder, channel);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock(LOCKED, 1, false);
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true; // by this process
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(PROCESS_ID_LENGTH);
    channel.read(buffer, 0);
    return new String(buffer.array(), 0, buffer.position(), UTF_8);
  }

  Path path() {
    return path;
  }

  /** Gives it to others. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
