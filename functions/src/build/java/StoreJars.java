import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites jars without compression. The zip around them then compresses all classes of a jar
 * together, which saves a third of its size, and Java reads classes without inflating them.
 */
final class StoreJars {

  private StoreJars() {}

  public static void main(String[] jars) throws IOException {
    for (String name : jars) {
      Path jar = Path.of(name);
      Path stored = Path.of(name + ".stored");
      store(jar, stored);
      Files.move(stored, jar, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void store(Path jar, Path stored) throws IOException {
    try (var in = new ZipInputStream(Files.newInputStream(jar));
        var out = new ZipOutputStream(Files.newOutputStream(stored))) {
      out.setMethod(ZipOutputStream.STORED);
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        out.putNextEntry(stored(entry, content));
        out.write(content);
      }
    }
  }

  private static ZipEntry stored(ZipEntry entry, byte[] content) {
    var checksum = new CRC32();
    checksum.update(content);
    var stored = new ZipEntry(entry.getName());
    stored.setTimeLocal(entry.getTimeLocal());
    stored.setSize(content.length);
    stored.setCrc(checksum.getValue());
    return stored;
  }
}
