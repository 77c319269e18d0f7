package org.clientele.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamoDbLocalTest {

  @Test
  void jarsAreFoundFromAnArchiveOfAnotherModule(@TempDir Path infra) throws IOException {
    Path folder = Files.createDirectories(infra.resolve("embedded/target/dynamodb-local"));
    Path jar = Files.createFile(folder.resolve("some.jar"));
    Files.createFile(folder.resolve("some.so"));

    Path home = infra.resolve("local/target/quarkus-app/lib/main/embedded.jar");

    assertThat(DynamoDbLocal.jarsAbove(home)).containsExactly(jar);
  }

  @Test
  void jarsAboveTheProjectAreNotUsed(@TempDir Path above) throws IOException {
    Files.createFile(
        Files.createDirectories(above.resolve("embedded/target/dynamodb-local"))
            .resolve("some.jar"));

    Path home = above.resolve("project/infra/embedded/target/classes");

    assertThatIllegalStateException().isThrownBy(() -> DynamoDbLocal.jarsAbove(home));
  }

  @Test
  void whereTheBuildHasNotPutThemItIsSaidWhatToDo(@TempDir Path elsewhere) {
    assertThatIllegalStateException()
        .isThrownBy(() -> DynamoDbLocal.jarsAbove(elsewhere.resolve("embedded.jar")))
        .withMessageContaining("mvn package")
        .withMessageContaining("--endpoint");
  }
}
