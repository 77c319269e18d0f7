package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {

  @Test
  void folderOfAServerThatWasKilledIsDeletedByTheNext(@TempDir Path parent) throws IOException {
    Path abandoned = Files.createDirectory(parent.resolve("clientele-abandoned"));
    Path lock = Files.createFile(parent.resolve("clientele-abandoned.lock"));
    Files.createFile(Files.createDirectory(abandoned.resolve("task")).resolve("content"));

    try (var next = TemporaryFolder.below(parent)) {
      assertThat(abandoned).doesNotExist();
      assertThat(lock).doesNotExist();
      assertThat(next.path()).isEmptyDirectory();
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void folderOfAServerThatRunsIsKept(@TempDir Path parent) throws IOException {
    try (var first = TemporaryFolder.below(parent);
        var second = TemporaryFolder.below(parent)) {
      assertThat(first.path()).exists().isNotEqualTo(second.path());
    }
  }

  @Test
  void foldersOfOthersAreKept(@TempDir Path parent) throws IOException {
    Path others = Files.createDirectory(parent.resolve("clientele-without-a-lock"));

    TemporaryFolder.below(parent).close();

    assertThat(others).exists();
  }
}
