package org.clientele.embedded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The classes of DynamoDB Local, from the folder that the build puts its jars into. They are in no
 * archive of ours: its licence forbids passing it on.
 */
final class DynamoDbLocal {

  private static final Path JARS = Path.of("embedded", "target", "dynamodb-local");

  private static @Nullable ClassLoader loaded;

  private DynamoDbLocal() {}

  /**
   * Loads them apart from everything else: they want other versions of the AWS SDK, Jackson and
   * Jetty than ours. Never closed, because the threads of SQLite outlive their database for a
   * moment and still load classes.
   *
   * @throws IllegalStateException if the build has not put them there
   */
  static synchronized ClassLoader classLoader() {
    if (loaded == null) {
      try {
        URL home = DynamoDbLocal.class.getProtectionDomain().getCodeSource().getLocation();
        List<Path> jars = jarsAbove(Path.of(home.toURI()));
        var urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
          urls[i] = jars.get(i).toUri().toURL();
        }
        loaded = new URLClassLoader("dynamodb-local", urls, ClassLoader.getPlatformClassLoader());
      } catch (IOException | URISyntaxException e) {
        throw new IllegalStateException("The jars of DynamoDB Local cannot be read", e);
      }
    }
    return loaded;
  }

  /**
   * Finds the jars from any module's classes or archive within this project.
   *
   * @param home a folder of classes, or a jar
   */
  static List<Path> jarsAbove(Path home) throws IOException {
    for (Path above = home; above != null; above = above.getParent()) {
      Path folder = above.resolve(JARS);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
      }
    }
    throw new IllegalStateException(
        "DynamoDB Local is not here: run `mvn package` in the project that "
            + home.getFileName()
            + " is in, or name another DynamoDB with --endpoint");
  }
}
