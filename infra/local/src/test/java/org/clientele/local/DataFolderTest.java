package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {

  @Test
  void folderInUseIsRefusedWithTheProcessThatHoldsIt(@TempDir Path parent) throws IOException {
    Path folder = parent.resolve("data");

    try (var taken = DataFolder.take(folder)) {
      assertThatIOException()
          .isThrownBy(() -> DataFolder.take(taken.path()))
          .withMessage("--data: %s is in use by process %d", folder, ProcessHandle.current().pid());
    }
    DataFolder.take(folder).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "/", "/.", "/tmp/.."})
  void noFolderAndTheRootAreRefused(String path) {
    assertThatIOException()
        .isThrownBy(() -> DataFolder.take(Path.of(path)))
        .withMessageStartingWith("--data must name a folder");
  }

  @Test
  void folderThatCannotBeWrittenIsRefused(@TempDir Path parent) throws IOException {
    Path below = Files.writeString(parent.resolve("file"), "").resolve("folder");

    assertThatIOException()
        .isThrownBy(() -> DataFolder.take(below))
        .withMessageContaining(below.toString());
    assertThat(Files.exists(below)).isFalse();
  }
}
