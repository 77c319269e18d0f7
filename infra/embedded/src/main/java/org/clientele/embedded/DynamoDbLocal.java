package org.clientele.embedded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The classes of DynamoDB Local, from the folder that the build puts its jars into. They are in no
 * archive of ours: its licence forbids passing it on.
 */
final class DynamoDbLocal {

  /** Where each module of this project has what the build makes of it. */
  private static final Path TARGET = Path.of("target");

  /** Half a second: Log4j's core would be loaded and configured, for nothing but errors. */
  private static final String LOG4J = "log4j2.loggerContextFactory";

  private static final String LOG4J_TO_STDERR =
      "org.apache.logging.log4j.simple.SimpleLoggerContextFactory";

  private static final Path JARS = Path.of("embedded", "target", "dynamodb-local");

  private static final List<String> FIRST =
      List.of(
          "DynamoDBLocal-",
          "jackson-",
          "aws-java-sdk-dynamodb-",
          "antlr4-",
          "jetty-",
          "log4j-api-");

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
      System.setProperty(LOG4J, LOG4J_TO_STDERR);
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

  /** A class is looked for in one jar after the other: those that have the most come first. */
  private static int rank(Path jar) {
    String name = jar.getFileName().toString();
    int rank = 0;
    while (rank < FIRST.size() && !name.startsWith(FIRST.get(rank))) {
      rank++;
    }
    return rank;
  }

  /**
   * Finds the jars in the module beside the one whose {@code target} holds these classes.
   *
   * @param home a folder of classes, or a jar
   */
  static List<Path> jarsAbove(Path home) throws IOException {
    Path target = home;
    while (target != null && !target.endsWith(TARGET)) {
      target = target.getParent();
    }
    Path folder = target == null ? home : target.resolve("../..").normalize().resolve(JARS);
    if (target != null && Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        return files
            .filter(file -> file.toString().endsWith(".jar"))
            .sorted(
                Comparator.comparing(DynamoDbLocal::rank).thenComparing(Comparator.naturalOrder()))
            .toList();
      }
    }
    throw new IllegalStateException(
        "DynamoDB Local is not here: run `mvn package` in the project that "
            + home.getFileName()
            + " is in, or name another DynamoDB with --endpoint");
  }
}
