package org.clientele.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ArchiveTest {

  @Test
  void contentIsUnpackedIntoTheFolderOfAFunction(@TempDir Path folder) throws IOException {
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));

    Archive archive = Archive.unpack(zip(folder), unpacked);

    assertThat(archive.task()).isEqualTo(unpacked.resolve("task"));
    assertThat(archive.task().resolve("content")).hasContent("content");
  }

  private static Path zip(Path folder) throws IOException {
    Path zip = folder.resolve("some.zip");
    try (OutputStream file = Files.newOutputStream(zip);
        var entries = new ZipOutputStream(file)) {
      entries.putNextEntry(new ZipEntry("content"));
      entries.write("content".getBytes(UTF_8));
    }
    return zip;
  }
}
