package org.clientele.deploy;

import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipError;
import java.util.zip.ZipFile;

/** The archive of the functions, checked against what the parameters say of it. */
record FunctionArchive(Path file) {

  static final String FILE = "functions/target/function.zip";

  private static final String BOOTSTRAP = "bootstrap";
  private static final String CACHE = "function.aot";
  private static final String JAVA = "jre/bin/java";
  private static final String CLASSES = "org/clientele/function";
  private static final String LIBRARIES = "lib";

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F', 2, 1};
  private static final int ELF_MACHINE = 18;
  private static final Map<Integer, String> MACHINES = Map.of(183, "arm64", 62, "x86_64");

  /**
   * Returns what is wrong with it.
   *
   * @param functions names of the classes that are deployed
   */
  List<String> faults(String packaging, String architecture, Set<String> functions)
      throws IOException {
    if (Files.notExists(file)) {
      return List.of("there is no " + FILE + "; build it first");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return List.of(FILE + " is not a file that can be read");
    }
    List<String> damaged = damaged();
    if (!damaged.isEmpty()) {
      return damaged;
    }
    try (FileSystem zip =
        FileSystems.newFileSystem(file, Map.of("enablePosixFileAttributes", true))) {
      String found = packaging(zip);
      if (found.isEmpty()) {
        return List.of("%s has neither %s nor %s".formatted(FILE, BOOTSTRAP, CLASSES));
      }
      if (!found.equals(packaging)) {
        return List.of(
            "Packaging is %s, but %s is built for %s".formatted(orEmpty(packaging), FILE, found));
      }
      return switch (packaging) {
        case "java25" -> missing(zip, functions);
        case "native" -> executable(zip.getPath(BOOTSTRAP), architecture);
        default -> ofItsOwn(zip, architecture);
      };
    } catch (IOException | ZipError | UnsupportedOperationException e) {
      return List.of(FILE + " is not a zip file");
    }
  }

  private static String orEmpty(String value) {
    return value.isEmpty() ? "empty" : value;
  }

  private static String packaging(FileSystem zip) throws IOException {
    Path bootstrap = zip.getPath(BOOTSTRAP);
    if (!Files.exists(bootstrap)) {
      return Files.isDirectory(zip.getPath(CLASSES)) ? "java25" : "";
    }
    return isElf(head(bootstrap)) ? "native" : "aot";
  }

  /** Reads every entry: what is damaged would be found by the first start of a function alone. */
  private List<String> damaged() {
    List<String> damaged = new ArrayList<>();
    try (var zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!isWhole(zip, entry)) {
          damaged.add("%s in %s is damaged; build it again".formatted(entry.getName(), FILE));
        }
      }
    } catch (IOException e) {
      damaged.add(FILE + " is not a zip file");
    }
    return damaged;
  }

  private static boolean isWhole(ZipFile zip, ZipEntry entry) {
    var sum = new CRC32();
    try (InputStream content = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      return content.transferTo(OutputStream.nullOutputStream()) == entry.getSize()
          && sum.getValue() == entry.getCrc();
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> missing(FileSystem zip, Set<String> functions) throws IOException {
    List<String> faults = missingClasses(zip.getPath(CLASSES), functions);
    if (!hasJar(zip.getPath(LIBRARIES))) {
      faults.add("there is no jar in %s of %s".formatted(LIBRARIES, FILE));
    }
    return faults;
  }

  private static boolean hasJar(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(path -> path.toString().endsWith(".jar"));
    }
  }

  private static List<String> missingClasses(Path folder, Set<String> functions)
      throws IOException {
    Set<String> missing = new HashSet<>(functions);
    try (Stream<Path> classes = Files.walk(folder)) {
      classes.forEach(
          path -> missing.remove(String.valueOf(path.getFileName()).replace(".class", "")));
    }
    return missing.stream()
        .sorted()
        .map(name -> FILE + " lacks " + name)
        .collect(toCollection(ArrayList::new));
  }

  /** A script that starts a Java beside it, with a cache of its classes. */
  private static List<String> ofItsOwn(FileSystem zip, String architecture) throws IOException {
    List<String> faults = new ArrayList<>();
    if (!isExecutable(zip.getPath(BOOTSTRAP))) {
      faults.add("the bootstrap in %s is not executable".formatted(FILE));
    }
    if (!Files.exists(zip.getPath(CACHE))) {
      faults.add("there is no %s in %s".formatted(CACHE, FILE));
    }
    faults.addAll(executable(zip.getPath(JAVA), architecture));
    return faults;
  }

  private static List<String> executable(Path path, String architecture) throws IOException {
    if (!Files.exists(path)) {
      return List.of("there is no %s in %s".formatted(path, FILE));
    }
    byte[] head = head(path);
    String machine = isElf(head) ? machine(head) : "no processor";
    List<String> faults = new ArrayList<>();
    if (!machine.equals(architecture)) {
      faults.add(
          "Architecture is %s, but %s in %s is for %s"
              .formatted(orEmpty(architecture), path, FILE, machine));
    }
    if (!isExecutable(path)) {
      faults.add("%s in %s is not executable".formatted(path, FILE));
    }
    return faults;
  }

  private static boolean isExecutable(Path path) throws IOException {
    return Files.getPosixFilePermissions(path).contains(OTHERS_EXECUTE);
  }

  private static byte[] head(Path path) throws IOException {
    try (InputStream content = Files.newInputStream(path)) {
      return content.readNBytes(ELF_MACHINE + 2);
    }
  }

  private static boolean isElf(byte[] head) {
    return head.length == ELF_MACHINE + 2 && Arrays.equals(head, 0, ELF.length, ELF, 0, ELF.length);
  }

  private static String machine(byte[] head) {
    int number = (head[ELF_MACHINE] & 0xff) | (head[ELF_MACHINE + 1] & 0xff) << 8;
    return MACHINES.getOrDefault(number, "another processor");
  }
}
