package org.clientele.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.LocalServerProcess.Ending;
import org.clientele.testing.MerchantClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code function.zip} as it is packaged, and what the local server makes of archives like it. */
class FunctionZipIT {

  private static final Path TARGET = Path.of("../../functions/target");
  private static final Path ARCHIVE = TARGET.resolve("function.zip");
  private static final Path LIBRARIES = Path.of("../local/target/quarkus-app/lib/main");
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static final String RECORDED = "io/quarkus/runner/recorded/";
  private static final String SETTINGS = "io/quarkus/runtime/generated/SharedConfig.class";

  /** What is written anew after Quarkus, so that it is the same in each build. */
  private static final Pattern REWRITTEN =
      Pattern.compile(
          RECORDED
              + ".*|io/quarkus/runtime/generated/"
              + "(?:SharedConfig|StaticInitConfigCustomizer|RunTimeConfigCustomizer)[.]class");

  private static final Pattern KEY = Pattern.compile("proxykey[0-9]+");
  private static final Path BILL_OF_MATERIALS = TARGET.resolve("bom.json");

  /** Of a library that Quarkus has changed. */
  private static final String MODIFIED = "modified-";

  /** Quarkus depends on it and packs it nowhere. */
  private static final String NOT_PACKED = "io.quarkus.quarkus-ide-launcher-";

  /** As Lambda counts. */
  private static final long MEGABYTE = 1024 * 1024;

  /** The same build makes the same file; the bootstrap of a native one comes last. */
  @Test
  void everyEntryIsThereOnceInTheOrderOfNamesAndWithOneTime() throws IOException {
    List<ZipEntry> entries = entries(ARCHIVE);

    assertThat(entries).extracting(ZipEntry::getTimeLocal).isNotEmpty().containsOnly(TIME);
    assertThat(entries).extracting(ZipEntry::getName).doesNotHaveDuplicates();
    entries.removeIf(entry -> entry.getName().equals("bootstrap"));
    assertThat(entries).extracting(ZipEntry::getName).isSorted();
  }

  @Test
  void archiveHoldsEitherAnExecutableBootstrapOrClasses() throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(ARCHIVE, Map.of("enablePosixFileAttributes", true))) {
      Path classes = zip.getPath("org/clientele/function/customer/CreateCustomerFunction.class");
      Path bootstrap = zip.getPath("bootstrap");

      assertThat(Files.exists(bootstrap)).isNotEqualTo(Files.exists(classes));
      if (Files.exists(bootstrap)) {
        assertThat(Files.getPosixFilePermissions(bootstrap)).contains(OWNER_EXECUTE);
      }
    }
  }

  /** Of two entries of a jar Java takes the later, which is the class as Quarkus transformed it. */
  @Test
  @DisabledIf("isNative")
  void everyClassIsTheOneThatQuarkusHasTransformed() throws IOException {
    List<ZipEntry> transformed;
    try (Stream<Path> files = Files.list(TARGET)) {
      transformed =
          entries(
              files
                  .filter(file -> file.toString().endsWith("-runner.jar"))
                  .findAny()
                  .orElseThrow());
    }
    transformed.removeIf(ZipEntry::isDirectory);
    Map<String, Long> wanted = checksums(transformed);
    Map<String, Long> packed = checksums(entries(ARCHIVE));

    assertThat(wanted).hasSizeGreaterThan(100);
    assertThat(transformed).as("entries, some of them twice").hasSizeGreaterThan(wanted.size());
    assertThat(packed).containsKeys(wanted.keySet().toArray(String[]::new));
    assertThat(packed.keySet())
        .allMatch(name -> wanted.containsKey(name) || name.startsWith("lib/"));
    wanted.keySet().removeIf(name -> REWRITTEN.matcher(name).matches());
    assertThat(packed).containsAllEntriesOf(wanted);
  }

  /** Quarkus numbers them by a counter that the threads of its build share. */
  @Test
  @DisabledIf("isNative")
  void keysOfRecordedClassesAreNumberedInTheOrderOfTheClasses() throws IOException {
    List<String> keys = new ArrayList<>();
    try (var zip = new ZipInputStream(Files.newInputStream(ARCHIVE))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().startsWith(RECORDED)) {
          String type = new String(zip.readAllBytes(), ISO_8859_1);
          KEY.matcher(type).results().map(MatchResult::group).forEach(keys::add);
        }
      }
    }

    List<String> numbered =
        IntStream.rangeClosed(1, new HashSet<>(keys).size())
            .mapToObj("proxykey%d"::formatted)
            .toList();
    assertThat(numbered).hasSizeGreaterThan(10);
    assertThat(keys.stream().distinct()).containsExactlyElementsOf(numbered);
  }

  /** Which of the two Quarkus comes upon first is not the same in each build. */
  @Test
  @DisabledIf("isNative")
  void typesOfSettingsAreInTheOrderOfTheirNames() throws IOException {
    String type;
    try (var zip = new ZipFile(ARCHIVE.toFile())) {
      type = new String(zip.getInputStream(zip.getEntry(SETTINGS)).readAllBytes(), ISO_8859_1);
    }

    assertThat(type).contains("io.quarkus.jackson.runtime.JacksonBuildTimeConfig");
    assertThat(type.indexOf("org.clientele.settings.Settings"))
        .isGreaterThan(type.indexOf("io.quarkus.jackson.runtime.JacksonBuildTimeConfig"));
  }

  /** A build without network makes no bill: the plugin is left out. */
  @Test
  @DisabledIf("isNative")
  @EnabledIf("hasBillOfMaterials")
  void billOfMaterialsNamesTheLibrariesThatThereAreAndNoOthers() throws IOException {
    List<String> libraries =
        entries(ARCHIVE).stream()
            .map(ZipEntry::getName)
            .filter(name -> name.startsWith("lib/"))
            .map(name -> name.substring("lib/".length()).replaceFirst("^" + MODIFIED, ""))
            .toList();

    JsonNode bill = MerchantClient.parse(Files.readString(BILL_OF_MATERIALS));

    assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(libraries).hasSizeGreaterThan(50);
    assertThat(bill.path("components"))
        .extracting(FunctionZipIT::library)
        .filteredOn(library -> !library.startsWith(NOT_PACKED))
        .containsExactlyInAnyOrderElementsOf(libraries);
  }

  static boolean hasBillOfMaterials() {
    return Files.exists(BILL_OF_MATERIALS);
  }

  private static String library(JsonNode component) {
    return "%s.%s-%s.jar"
        .formatted(
            component.path("group").asText(),
            component.path("name").asText(),
            component.path("version").asText());
  }

  static boolean isNative() throws IOException {
    try (var zip = new ZipFile(ARCHIVE.toFile())) {
      return zip.getEntry("bootstrap") != null;
    }
  }

  private static Map<String, Long> checksums(List<ZipEntry> entries) {
    Map<String, Long> checksums = new HashMap<>();
    entries.forEach(entry -> checksums.put(entry.getName(), entry.getCrc()));
    checksums.keySet().removeIf(name -> name.endsWith("/"));
    return checksums;
  }

  /** Returns the entries that stand in a zip, whatever its directory makes of them. */
  private static List<ZipEntry> entries(Path archive) throws IOException {
    List<ZipEntry> entries = new ArrayList<>();
    try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var checksum = new CRC32();
        checksum.update(zip.readAllBytes());
        entry.setCrc(checksum.getValue());
        entries.add(entry);
      }
    }
    return entries;
  }

  @Test
  void archiveIsSmallAndHoldsTheFunctionsAlone() throws IOException {
    List<String> names;
    try (InputStream archive = Files.newInputStream(ARCHIVE)) {
      names = names(archive);
    }

    assertThat(Files.size(ARCHIVE)).isLessThanOrEqualTo(13 * MEGABYTE);
    assertThat(names)
        .isNotEmpty()
        .noneMatch(
            name ->
                Stream.of(
                        "org/clientele/local",
                        "org/clientele/embedded",
                        "org/clientele/testing",
                        "io/netty",
                        "io/vertx",
                        "com/amazonaws/services/dynamodbv2/local",
                        "DynamoDBLocal",
                        "sqlite4java",
                        "swagger-ui",
                        "openapi.yaml",
                        "template.yaml",
                        "data.yaml")
                    .anyMatch(name::contains));
  }

  /** Returns the names of all entries, those of jars inside included. */
  private static List<String> names(InputStream archive) throws IOException {
    List<String> names = new ArrayList<>();
    var zip = new ZipInputStream(archive);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      names.add(entry.getName());
      if (entry.getName().endsWith(".jar")) {
        names.addAll(names(zip));
      }
    }
    return names;
  }

  /** Stands in for a native binary, which takes a GraalVM: it runs the archive's Java classes. */
  @Test
  @EnabledOnOs(OS.LINUX)
  @DisabledIf("isNative")
  void archiveWithABootstrapIsServedByIt(@TempDir Path folder) throws IOException {
    Path archive = withBootstrap(folder, "rwxr-xr-x");

    try (var server = LocalServerProcess.start("--archive", archive.toString())) {
      var answer = server.demoMerchant().get("/api/v1/customer/cust-v1-0811030624-aa-RBDgpR");

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(server.functionProcesses())
          .isNotEmpty()
          .allSatisfy(
              process ->
                  assertThat(process.info().arguments().orElseThrow())
                      .contains("-Dstarted.by.bootstrap"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void bootstrapThatIsNotExecutableIsRefusedInOneLine(@TempDir Path folder) throws IOException {
    Path archive = withBootstrap(folder, "rw-r--r--");

    Ending ending = LocalServerProcess.refused("--port", "0", "--archive", archive.toString());

    assertThat(ending.exitCode()).isEqualTo(2);
    assertThat(ending.errors())
        .singleElement()
        .asString()
        .startsWith("clientele: ")
        .contains("is not executable");
  }

  private static Path withBootstrap(Path folder, String permissions) throws IOException {
    Path archive = Files.copy(ARCHIVE, folder.resolve("native.zip"));
    String script =
        """
        #!/bin/sh
        exec '%s' -Dstarted.by.bootstrap -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' \
        com.amazonaws.services.lambda.runtime.api.client.AWSLambda \
        io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), runtimeInterfaceClient());
    try (FileSystem zip =
        FileSystems.newFileSystem(archive, Map.of("enablePosixFileAttributes", true))) {
      Path bootstrap = Files.writeString(zip.getPath("bootstrap"), script);
      Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString(permissions));
    }
    return archive;
  }

  private static String runtimeInterfaceClient() throws IOException {
    try (Stream<Path> libraries = Files.list(LIBRARIES.toRealPath())) {
      String path =
          libraries
              .map(Path::toString)
              .filter(
                  library ->
                      library.matches(".*(aws-lambda-java-(core|runtime|serial).*|utils-lite.*)"))
              .collect(joining(File.pathSeparator));
      assertThat(path).contains("runtime-interface-client");
      return path;
    }
  }
}
