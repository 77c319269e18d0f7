package org.clientele.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.clientele.embedded.SamTemplate;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What serves the routes: the functions in this process, or processes of an archive. */
@Singleton
class Deployment {

  /** The archive, a file; without it the functions are called in this process. */
  static final String ARCHIVE = "clientele-local.archive";

  /** By how much the clock of a function's process is ahead. */
  static final String CLOCK_OFFSET = "CLIENTELE_CLOCK_OFFSET";

  private static final String SETTINGS = "clientele.";

  @Produces
  @Singleton
  Functions functions(
      ObjectMapper json,
      Config config,
      LocalSqs queues,
      LocalClock clock,
      @ConfigProperty(name = ARCHIVE) Optional<Path> archive) {
    if (archive.isEmpty()) {
      return new InProcessFunctions(json);
    }
    Map<String, String> common = settings(config);
    common.put("AWS_REGION", LocalServer.REGION);
    common.put("AWS_ACCESS_KEY_ID", LocalServer.CREDENTIALS);
    common.put("AWS_SECRET_ACCESS_KEY", LocalServer.CREDENTIALS);
    common.put(
        "AWS_ENDPOINT_URL_DYNAMODB",
        config.getValue("quarkus.dynamodb.endpoint-override", String.class));
    common.put("AWS_ENDPOINT_URL_SQS", new SqsEndpoint(queues, json).url().toString());
    return new ArchiveFunctions(
        unpack(archive.get()),
        SamTemplate.read(),
        () -> {
          Map<String, String> now = new HashMap<>(common);
          now.put(CLOCK_OFFSET, clock.offset().toString());
          return now;
        },
        json);
  }

  /** Ends the processes of an archive when the server stops. */
  void close(@Disposes Functions functions) {
    functions.close();
  }

  private static Archive unpack(Path archive) {
    try {
      // The server's own, which is deleted with all that is in it. The JDK does not look again.
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      return Archive.unpack(archive, Files.createTempDirectory(temporary, "archive-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the service's settings in this process, as environment variables. */
  private static Map<String, String> settings(Config config) {
    Map<String, String> settings = new HashMap<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(SETTINGS)) {
        String variable = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        config
            .getOptionalValue(name, String.class)
            .ifPresent(value -> settings.put(variable, value));
      }
    }
    return settings;
  }
}
