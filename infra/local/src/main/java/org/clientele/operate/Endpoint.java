package org.clientele.operate;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import picocli.CommandLine;

/** Reads {@code --endpoint}. */
public final class Endpoint implements CommandLine.ITypeConverter<URI> {

  @Override
  public URI convert(String text) {
    try {
      var url = new URI(text);
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (URISyntaxException e) {
      // refused as one that is a URI of another kind
    }
    throw new CommandLine.TypeConversionException("must be a URL such as http://localhost:8000");
  }
}
