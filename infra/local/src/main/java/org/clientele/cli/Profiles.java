package org.clientele.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The profiles: a file {@code NAME.json} each, which its owner alone may read, in {@code
 * CLIENTELE_CONFIG}, {@code XDG_CONFIG_HOME/clientele} or {@code ~/.config/clientele}.
 */
final class Profiles {

  static final String URL = "CLIENTELE_URL";
  static final String CLIENT_ID = "CLIENTELE_CLIENT_ID";
  static final String CLIENT_SECRET = "CLIENTELE_CLIENT_SECRET";
  static final String ACCESS_TOKEN = "CLIENTELE_ACCESS_TOKEN";

  private static final String DEFAULT = "default";
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Environment environment;
  private final ObjectMapper json;

  Profiles(Environment environment, ObjectMapper json) {
    this.environment = environment;
    this.json = json;
  }

  /**
   * Returns the named profile, otherwise what the environment says as a whole, otherwise the
   * profile {@code CLIENTELE_PROFILE} or {@code default}.
   *
   * @throws CommandFailure if there is none, or others may read its file
   */
  Profile get(@Nullable String name) {
    if (name == null && isOfEnvironment()) {
      return ofEnvironment();
    }
    Path file = file(name);
    try {
      requirePrivate(file);
      JsonNode stored = json.readTree(Files.readAllBytes(file));
      if (!stored.path("url").isTextual()) {
        throw notAProfile(file);
      }
      Profile.checked(stored.path("url").asText());
      return json.treeToValue(stored, Profile.class);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          Exit.UNAUTHORIZED, "there is no profile " + file + ": make it by clientele login");
    } catch (JsonProcessingException e) {
      // Its message quotes the file.
      throw notAProfile(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  boolean isOfEnvironment() {
    return environment.variable(ACCESS_TOKEN).isPresent()
        || environment.variable(CLIENT_SECRET).isPresent();
  }

  private Profile ofEnvironment() {
    String clientId = environment.variable(CLIENT_ID).orElse(null);
    String accessToken = environment.variable(ACCESS_TOKEN).orElse(null);
    if (accessToken == null && clientId == null) {
      throw CommandFailure.usage(CLIENT_SECRET + " needs " + CLIENT_ID);
    }
    return new Profile(
        Profile.checked(environment.variable(URL).orElse(Profile.LOCAL)),
        clientId,
        accessToken == null ? environment.variable(CLIENT_SECRET).orElse(null) : null,
        accessToken,
        0);
  }

  /** Returns the file of a profile, whether it is there or not. */
  Path file(@Nullable String name) {
    String given = name == null ? environment.variable("CLIENTELE_PROFILE").orElse(DEFAULT) : name;
    if (!given.matches("[A-Za-z0-9_-]{1,50}")) {
      throw CommandFailure.usage("a profile's name must be 1 to 50 of A-Z a-z 0-9 _ -");
    }
    return folder().resolve(given + ".json");
  }

  private Path folder() {
    return environment
        .variable("CLIENTELE_CONFIG")
        .map(Path::of)
        .or(
            () ->
                environment.variable("XDG_CONFIG_HOME").map(folder -> Path.of(folder, "clientele")))
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".config", "clientele"));
  }

  private static void requirePrivate(Path file) throws IOException {
    if (isPosix() && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
      throw CommandFailure.usage(file + " can be read by others: chmod 600 " + file);
    }
  }

  /** Stores a profile whole or not at all, in a file that nobody else may read at any time. */
  Path store(@Nullable String name, Profile profile) {
    Path file = file(name);
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().getParent(), only("rwx------"));
      Path written = Files.createTempFile(folder, ".profile-", "", only("rw-------"));
      try {
        Files.write(written, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(profile));
        Files.move(
            written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (IOException e) {
      throw unusable(file, e);
    }
    return file;
  }

  boolean delete(@Nullable String name) {
    Path file = file(name);
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static CommandFailure notAProfile(Path file) {
    return CommandFailure.usage(file + " is not a profile: make it anew by clientele login");
  }

  private static CommandFailure unusable(Path file, IOException e) {
    return CommandFailure.usage(
        "%s cannot be used: %s".formatted(file, e.getClass().getSimpleName()));
  }

  private static FileAttribute<?>[] only(String permissions) {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
