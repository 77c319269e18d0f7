package org.clientele.local.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the reference as files to host. */
@Command(
    name = "reference",
    mixinStandardHelpOptions = true,
    description =
        "Writes the API's reference: a page that needs no other file, Markdown, llms.txt.")
public class WriteReference implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "folder to write to; it is made if need be")
  private Path folder = Path.of("");

  @Option(
      names = "--server",
      converter = Server.class,
      description = "URL of the API that the page tries; the local server's by default")
  private @Nullable String server;

  /** Reads {@code --server}. */
  static final class Server implements CommandLine.ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        URI url = new URI(text);
        if (url.getHost() != null
            && List.of("http", "https").contains(url.getScheme())
            && url.getQuery() == null
            && !text.contains("'")) {
          return text.replaceFirst("/+$", "");
        }
      } catch (URISyntaxException e) {
        // refused as one that is a URI of another kind
      }
      throw new CommandLine.TypeConversionException(
          "must be a URL such as https://api.example.com");
    }
  }

  @Override
  public Integer call() throws IOException {
    ApiDescription description = ApiDescription.read();
    if (server != null) {
      description = description.servedBy(server);
    }
    Files.createDirectories(folder);
    for (ReferenceDocument document : ReferenceDocument.values()) {
      Files.write(folder.resolve(document.file()), document.hosted(description).getBytes(UTF_8));
    }
    return CommandLine.ExitCode.OK;
  }
}
