package org.clientele.local;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipError;
import org.clientele.embedded.SamTemplate;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * What is deployed, unpacked as Lambda unpacks it.
 *
 * @param folder temporary, with the archive's content in a folder below
 */
record Archive(Path folder) {

  static final String HANDLER = "io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest";

  /** The executable of a native archive; one of Java classes has none. */
  private static final String BOOTSTRAP = "bootstrap";

  private static final String FUNCTIONS = "org/clientele/function/";
  private static final String RUNTIME_CLIENT = "runtime-client.so";
  private static final String RUNTIME_CLIENT_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  /**
   * Checks that a file is an archive of the template's functions.
   *
   * @throws IOException if it is not one that can run here
   */
  static void check(Path file, List<SamTemplate.Function> functions) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new IOException("--archive needs Linux");
    }
    try (FileSystem zip = open(file)) {
      Path bootstrap = zip.getPath(BOOTSTRAP);
      if (Files.exists(bootstrap)) {
        if (!Files.getPosixFilePermissions(bootstrap).contains(OWNER_EXECUTE)) {
          throw new IOException("--archive: the bootstrap in " + file + " is not executable");
        }
        return;
      }
      Set<String> classes = classes(zip.getPath(FUNCTIONS));
      for (SamTemplate.Function function : functions) {
        if (!classes.contains(function.logicalId() + ".class")) {
          throw new IOException(
              "--archive: " + file + " holds neither a bootstrap nor " + function.logicalId());
        }
      }
    }
  }

  private static Set<String> classes(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).collect(toUnmodifiableSet());
    }
  }

  private static FileSystem open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("--archive: there is no file " + file);
    }
    try {
      return FileSystems.newFileSystem(file, Map.of("enablePosixFileAttributes", true));
    } catch (IOException | RuntimeException | ZipError e) {
      throw new IOException("--archive: " + file + " is not a zip file", e);
    }
  }

  /**
   * Unpacks a checked archive.
   *
   * @param folder a folder that is there, and empty
   */
  static Archive unpack(Path zip, Path folder) throws IOException {
    var archive = new Archive(folder);
    try (FileSystem system = open(zip);
        Stream<Path> entries = Files.walk(system.getPath("/"))) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Path target = archive.task().resolve(entry.toString().substring(1));
        if (Files.isDirectory(entry)) {
          Files.createDirectories(target);
        } else {
          // With their times, by which an AOT cache knows the jars that it was made of.
          Files.copy(entry, target, COPY_ATTRIBUTES);
          if (Files.getPosixFilePermissions(entry).contains(OWNER_EXECUTE)) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
      if (!Files.exists(archive.bootstrap())) {
        archive.unpackRuntimeClient();
      }
      return archive;
    } catch (IOException | RuntimeException e) {
      throw new IOException("cannot unpack " + zip + ": " + e.getMessage(), e);
    }
  }

  /** Otherwise each process would unpack it again, and all to the same place. */
  private void unpackRuntimeClient() throws IOException {
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
        // As Lambda starts Java: most processes do not live long enough for the better compiler.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-D" + RUNTIME_CLIENT_PROPERTY + "=" + folder.resolve(RUNTIME_CLIENT),
        "-cp",
        runtimeInterfaceClient(),
        AWSLambda.class.getName(),
        HANDLER);
  }

  /**
   * Returns the class path of AWS's client, which consists of four jars. Nothing else may be on it,
   * because it has precedence over the archive's content.
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
}
