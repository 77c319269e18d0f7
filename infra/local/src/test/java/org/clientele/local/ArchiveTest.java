package org.clientele.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ArchiveTest {

  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2024-10-05T00:00:00Z"));

  @Test
  void folderOfAServerThatWasKilledIsDeletedByTheNext(@TempDir Path folder) throws IOException {
    Path abandoned = Files.createTempDirectory("clientele-archive-");
    Files.createFile(abandoned.resolve("lock"));
    Files.createFile(Files.createDirectory(abandoned.resolve("task")).resolve("content"));
    Files.setLastModifiedTime(abandoned, LONG_AGO);

    Archive archive = Archive.unpack(zip(folder));

    assertThat(abandoned).doesNotExist();
    assertThat(archive.task().resolve("content")).hasContent("content");
    archive.delete();
    assertThat(archive.folder()).doesNotExist();
  }

  @Test
  void folderThatMayBeInUseIsKept(@TempDir Path folder) throws IOException {
    Path young = Files.createTempDirectory("clientele-archive-");
    Files.createFile(young.resolve("lock"));

    Archive.unpack(zip(folder)).delete();

    assertThat(young).exists();
    Files.delete(young.resolve("lock"));
    Files.delete(young);
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
