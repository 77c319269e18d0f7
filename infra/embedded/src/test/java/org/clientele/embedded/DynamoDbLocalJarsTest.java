package org.clientele.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamoDbLocalJarsTest {

  @Test
  void jarsInAFolderAreUsedWhereTheyLie(@TempDir Path home) throws IOException {
    Path jar = write(home.resolve("dynamodb-local/some.jar"));
    write(home.resolve("dynamodb-local/some.so"));

    List<Path> jars = DynamoDbLocalJars.in(home);

    assertThat(jars).containsExactly(jar);
  }

  @Test
  void jarsInAJarAreCopiedOutOfIt(@TempDir Path home) throws IOException {
    Path outer = home.resolve("module.jar");
    try (FileSystem archive = FileSystems.newFileSystem(outer, Map.of("create", true))) {
      write(archive.getPath("dynamodb-local/some.jar"));
      write(archive.getPath("dynamodb-local/some.so"));
    }

    List<Path> jars = DynamoDbLocalJars.in(outer);

    assertThat(jars).singleElement().asString().endsWith("some.jar");
    assertThat(jars.get(0)).hasContent("content");
  }

  private static Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "content");
  }
}
