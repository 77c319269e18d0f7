package org.clientele.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/** What names all that functions are made of: other code or settings, another revision. */
final class Revision {

  private Revision() {}

  /** Returns it for a folder's archive, the template, and all parameters. */
  static String of(Path folder, Stack service) throws IOException {
    var text = new StringBuilder();
    text.append(hex(Files.readAllBytes(folder.resolve(FunctionArchive.FILE))));
    text.append(hex(service.template().text().getBytes(UTF_8)));
    new TreeMap<>(service.parameters())
        .forEach((name, value) -> text.append(name).append(hex(value.getBytes(UTF_8))));
    return hex(text.toString().getBytes(UTF_8));
  }

  private static String hex(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
