package org.clientele.local.reference;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The forms of the reference, each of them a path of the local server and a file to host. */
public enum ReferenceDocument {
  PAGE("/", "index.html", "text/html; charset=utf-8"),
  OPEN_API("/openapi.yaml", "openapi.yaml", "application/yaml"),
  MARKDOWN("/reference.md", "reference.md", "text/markdown; charset=utf-8"),
  LLMS("/llms.txt", "llms.txt", "text/plain; charset=utf-8");

  private final String path;
  private final String file;
  private final String contentType;

  ReferenceDocument(String path, String file, String contentType) {
    this.path = path;
    this.file = file;
    this.contentType = contentType;
  }

  /** Returns the document that the local server has at a path. */
  public static Optional<ReferenceDocument> at(String path) {
    return Arrays.stream(values()).filter(document -> document.path.equals(path)).findFirst();
  }

  String file() {
    return file;
  }

  public String contentType() {
    return contentType;
  }

  /**
   * Returns the document as the local server shows it.
   *
   * @param client the id and secret by which the page takes an access token
   */
  public String local(Map<String, String> client) {
    return text(ApiDescription.read(), client);
  }

  /**
   * Returns the document as it is hosted, where the page is given an access token by its reader.
   */
  String hosted(ApiDescription description) {
    return text(description, Map.of());
  }

  private String text(ApiDescription description, Map<String, String> client) {
    return switch (this) {
      case PAGE -> ReferencePage.html(description, client);
      case OPEN_API -> description.yaml();
      case MARKDOWN -> ReferenceMarkdown.reference(description);
      case LLMS -> ReferenceMarkdown.index(description);
    };
  }
}
