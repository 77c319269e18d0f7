package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** No file that the build makes, nor one inside it, is of DynamoDB Local. */
class EngineLicenceIT {

  private static final Path PROJECT = Path.of("../..");

  /** DynamoDB Local as the build resolves it; not a part of what it makes. */
  private static final Path ENGINE = PROJECT.resolve("infra/embedded/target/dynamodb-local");

  private static final Pattern ARCHIVE = Pattern.compile(".+\\.(jar|zip|war|ear)");
  private static final Pattern DYNAMODB_LOCAL =
      Pattern.compile(".*(DynamoDBLocal|dynamodbv2/local/|sqlite4java).*");

  /** Its licence forbids passing it on. */
  @Test
  void noArchiveHoldsDynamoDbLocal() throws IOException {
    List<Path> archives = archives(PROJECT);

    assertThat(archives)
        .extracting(archive -> archive.getFileName().toString())
        .contains("function.zip", "quarkus-run.jar")
        .anyMatch(name -> name.contains("clientele-embedded"));
    for (Path archive : archives) {
      List<String> files = files(archive);
      assertThat(files)
          .as(archive.toString())
          .isNotEmpty()
          .noneMatch(EngineLicenceIT::isOfDynamoDbLocal);
    }
  }

  @Test
  @DisabledIfSystemProperty(named = "clientele.endpoint", matches = ".+")
  void dynamoDbLocalWouldBeSeen() throws IOException {
    List<String> files = new ArrayList<>();
    for (Path archive : archives(ENGINE)) {
      files.addAll(files(archive));
    }

    assertThat(files)
        .filteredOn(EngineLicenceIT::isOfDynamoDbLocal)
        .anyMatch(file -> file.contains("dynamodbv2/local/server/"))
        .anyMatch(file -> file.contains("sqlite4java/"));
  }

  private static boolean isOfDynamoDbLocal(String file) {
    return DYNAMODB_LOCAL.matcher(file).matches();
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().contains("/target/"))
          .filter(file -> folder.equals(ENGINE) || !file.startsWith(ENGINE))
          .filter(file -> isArchive(file.toString()) && Files.isRegularFile(file))
          .toList();
    }
  }

  private static List<String> files(Path archive) throws IOException {
    List<String> files = new ArrayList<>();
    files.add(archive.getFileName().toString());
    try (var zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        files.add(entry.getName());
        if (isArchive(entry.getName())) {
          addFiles(zip.getInputStream(entry), files);
        }
      }
    }
    return files;
  }

  private static void addFiles(InputStream archive, List<String> files) throws IOException {
    var entries = new ZipInputStream(archive);
    for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
      files.add(entry.getName());
      if (isArchive(entry.getName())) {
        addFiles(entries, files);
      }
    }
  }

  private static boolean isArchive(String file) {
    return ARCHIVE.matcher(file).matches();
  }
}
