package org.clientele.local;

import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipError;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * What is deployed, unpacked as Lambda unpacks it.
 *
 * @param folder of ours, with the archive's content in a folder below
 */
record Archive(Path folder) {

  static final String HANDLER = "io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest";

  /** The executable of a native archive; one of Java classes has none. */
  private static final String BOOTSTRAP = "bootstrap";

  private static final String RUNTIME_CLIENT = "runtime-client.so";
  private static final String RUNTIME_CLIENT_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  /**
   * Unpacks a zip into a temporary folder.
   *
   * @throws IOException if it is not a zip that can run here
   */
  static Archive unpack(Path zip) throws IOException {
    var archive = new Archive(Files.createTempDirectory("clientele"));
    try (var system = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true));
        Stream<Path> entries = Files.walk(system.getPath("/"))) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Path target = archive.task().resolve(entry.toString().substring(1));
        if (Files.isDirectory(entry)) {
          Files.createDirectories(target);
        } else {
          Files.copy(entry, target);
        }
      }
      Path bootstrap = system.getPath(BOOTSTRAP);
      if (Files.exists(bootstrap)) {
        if (!Files.getPosixFilePermissions(bootstrap).contains(OWNER_EXECUTE)) {
          throw new IOException("the bootstrap in " + zip + " is not executable");
        }
        Files.setPosixFilePermissions(
            archive.bootstrap(), PosixFilePermissions.fromString("rwxr-xr-x"));
      } else {
        archive.unpackRuntimeClient();
      }
      return archive;
    } catch (IOException | RuntimeException | ZipError e) {
      archive.delete();
      throw new IOException("cannot run the archive " + zip + ": " + e.getMessage(), e);
    }
  }

  /** Left to itself, each process would unpack it again, and all to the same place. */
  private void unpackRuntimeClient() throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new IOException("AWS's runtime interface client needs Linux");
    }
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    try (InputStream packed =
        AWSLambda.class.getResourceAsStream("/jni/libaws-lambda-jni.linux-" + machine + ".so")) {
      Files.copy(requireNonNull(packed), folder.resolve(RUNTIME_CLIENT));
    }
  }

  /** Returns the folder that is a function's working directory. */
  Path task() {
    return folder.resolve("task");
  }

  private Path bootstrap() {
    return task().resolve(BOOTSTRAP);
  }

  /** Returns what starts a process of a function. */
  List<String> command() {
    if (Files.exists(bootstrap())) {
      return List.of(bootstrap().toString());
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // As Lambda starts Java: a function's process is seldom asked often enough for more.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-D" + RUNTIME_CLIENT_PROPERTY + "=" + folder.resolve(RUNTIME_CLIENT),
        "-cp",
        runtimeInterfaceClient(),
        AWSLambda.class.getName(),
        HANDLER);
  }

  /**
   * Returns the class path of AWS's client, whose jars are four. Nothing else may be on it: it
   * would come before what the archive holds.
   */
  private static String runtimeInterfaceClient() {
    return Stream.of(
            AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class)
        .map(Archive::jar)
        .collect(joining(File.pathSeparator));
  }

  private static String jar(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Deletes what was unpacked. */
  void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Archive::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
