package org.clientele.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What a process prints, line by line; it is read all the time, so that no process waits for it.
 */
public final class ProcessOutput {

  /** No line is this. */
  private static final String END = "\n";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ProcessOutput() {}

  public static ProcessOutput of(InputStream stream) {
    return of(stream, Writer.nullWriter());
  }

  /**
   * @param copy is given all of it and closed at its end
   */
  static ProcessOutput of(InputStream stream, Writer copy) {
    var console = new ProcessOutput();
    var reader = new Thread(() -> console.collect(stream, copy), "console");
    reader.setDaemon(true);
    reader.start();
    return console;
  }

  private void collect(InputStream stream, Writer copy) {
    try (var reader = new BufferedReader(new InputStreamReader(stream, UTF_8));
        copy) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        copy.write(line + "\n");
      }
    } catch (IOException e) {
      lines.add("unreadable: " + e);
    } finally {
      lines.add(END);
    }
  }

  /**
   * Returns the lines that have not been read yet, up to the first one that {@code last} takes, or
   * to the end.
   *
   * @throws AssertionError if neither comes in time
   */
  public List<String> readTo(Predicate<String> last, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    List<String> read = new ArrayList<>();
    try {
      while (true) {
        String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (line == null) {
          throw new AssertionError("nothing more for " + patience + " after " + read);
        }
        if (line.equals(END)) {
          lines.add(END);
          return read;
        }
        read.add(line);
        if (last.test(line)) {
          return read;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Returns the lines that have not been read yet, up to the end. */
  public List<String> rest(Duration patience) {
    return readTo(line -> false, patience);
  }
}
