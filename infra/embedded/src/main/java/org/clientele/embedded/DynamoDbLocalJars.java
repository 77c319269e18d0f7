package org.clientele.embedded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars of DynamoDB Local, which this module carries as resources. */
final class DynamoDbLocalJars {

  /**
   * Loads them apart from everything else: they want other versions of the AWS SDK, Jackson and
   * Jetty than ours. Never closed, because the threads of SQLite outlive their database for a
   * moment and still load classes.
   */
  static final ClassLoader CLASS_LOADER =
      new URLClassLoader("dynamodb-local", urls(), ClassLoader.getPlatformClassLoader());

  private DynamoDbLocalJars() {}

  private static URL[] urls() {
    try {
      URL home = DynamoDbLocalJars.class.getProtectionDomain().getCodeSource().getLocation();
      List<Path> jars = in(Path.of(home.toURI()));
      var urls = new URL[jars.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
      }
      return urls;
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("The jars of DynamoDB Local cannot be read", e);
    }
  }

  /**
   * Returns the jars where they lie or, if this module is a jar itself, copies that are deleted
   * when the process ends: a jar within a jar cannot be loaded from. The native libraries of SQLite
   * are within these jars once more and are copied out by DynamoDB Local.
   *
   * @param home this module's folder of classes, or its jar
   */
  static List<Path> in(Path home) throws IOException {
    if (Files.isDirectory(home)) {
      return jarsIn(home.resolve("dynamodb-local"));
    }
    Path copies = Files.createTempDirectory("dynamodb-local-");
    copies.toFile().deleteOnExit();
    try (FileSystem archive = FileSystems.newFileSystem(home)) {
      for (Path jar : jarsIn(archive.getPath("dynamodb-local"))) {
        Path copy = copies.resolve(jar.getFileName().toString());
        copy.toFile().deleteOnExit();
        Files.copy(jar, copy);
      }
    }
    return jarsIn(copies);
  }

  private static List<Path> jarsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }
}
