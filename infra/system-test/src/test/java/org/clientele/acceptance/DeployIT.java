package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code infra/deploy} as README has it, of what this build has made, with another {@code sam}. */
@EnabledOnOs(OS.LINUX)
@DisabledIf("isNative")
class DeployIT {

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final List<String> IDENTITY =
      List.of(
          "AccessTokenIssuer=https://identity.shop.in",
          "AccessTokenAudience=https://clientele.shop.in");

  @TempDir private Path folder = Path.of("");

  /** Notes what it is given, and knows no stack. */
  @BeforeEach
  void putSamOnThePath() throws IOException {
    Path sam = folder.resolve("sam");
    Files.writeString(
        sam,
        """
        #!/bin/sh
        printf '%%s\\n' "$@" >>'%s'
        [ "$1" = deploy ] || { echo 'The input stack does not exist' >&2; exit 1; }
        """
            .formatted(folder.resolve("notes")));
    Files.setPosixFilePermissions(sam, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void stackIsMadeOfTheJavaClassesThatWereBuilt() throws Exception {
    assertThat(deploy("dev", "--first", "Packaging=java25")).isZero();

    assertThat(Files.readAllLines(folder.resolve("notes")))
        .startsWith("list", "stack-outputs")
        .contains(
            "deploy",
            ROOT.resolve("samconfig.toml").toString(),
            "AccessTokenIssuer=\"https://identity.shop.in\"",
            "MetricsNamespace=\"clientele-dev\"",
            "DeletionProtection=\"false\"");
  }

  @Test
  void classesAreNotDeployedAsTheNativeBinaryThatTheConfigurationSays() throws Exception {
    assertThat(deploy("dev", "--first")).isEqualTo(2);

    assertThat(Files.readString(folder.resolve("errors")))
        .isEqualTo(
            "clientele: Packaging is native, but functions/target/function.zip is built for"
                + " java25\n");
    assertThat(folder.resolve("notes")).doesNotExist();
  }

  static boolean isNative() throws IOException {
    try (var zip = new ZipFile(ROOT.resolve("functions/target/function.zip").toFile())) {
      return zip.getEntry("bootstrap") != null;
    }
  }

  private int deploy(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("infra/deploy").toString()));
    command.addAll(List.of(arguments));
    command.addAll(IDENTITY);
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("output").toFile())
            .redirectError(folder.resolve("errors").toFile());
    process.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
    return process.start().waitFor();
  }
}
