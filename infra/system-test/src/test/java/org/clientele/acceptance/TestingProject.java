package org.clientele.acceptance;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.testing.CommandBlock;
import org.clientele.testing.Shell;

/**
 * What an operator has: this repository as it was built, with issuer and audience in {@code
 * samconfig.toml}, a shell in it, and {@code sam}.
 */
final class TestingProject implements AutoCloseable {

  static final Path TOP = Path.of("../..").toAbsolutePath().normalize();

  private static final Path ARCHIVE = Path.of("functions/target/function.zip");
  private static final Pattern PRINTED =
      Pattern.compile("(AccessTokenKeys = |client_[a-z]+: )(.+)");

  private final Path folder;
  private final Shell shell;
  private final TestingCloudFormation cloudFormation = new TestingCloudFormation();
  private final Map<String, String> placeholders = new TreeMap<>();
  private final Map<String, Runnable> remarks = new HashMap<>();
  private final Set<String> done = new HashSet<>();

  /**
   * @param environment what the shell has besides
   */
  TestingProject(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    try (Stream<Path> files = Files.list(TOP.resolve("infra"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(TOP.relativize(file));
      }
    }
    copy(Path.of("infra/local/server.options"));
    copy(Path.of("infra/local/clientele"));
    link(Path.of("infra/local/target"));
    link(ARCHIVE);
    Path config = folder.resolve("samconfig.toml");
    Files.writeString(
        config,
        Files.readString(TOP.resolve("samconfig.toml"))
            .replaceAll(
                "(AccessToken(?:Issuer|Audience) = \"https://[a-z.]+)example[.]com", "$1shop.in"));
    Path programs = Files.createDirectory(folder.resolve("programs"));
    cloudFormation.putSam(programs);
    Map<String, String> all = new HashMap<>(environment);
    all.put("PATH", programs + ":" + System.getenv("PATH"));
    shell = new Shell(folder, all);
  }

  private void copy(Path file) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.copy(TOP.resolve(file), folder.resolve(file), COPY_ATTRIBUTES);
  }

  private void link(Path file) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.createSymbolicLink(folder.resolve(file), TOP.resolve(file));
  }

  TestingCloudFormation cloudFormation() {
    return cloudFormation;
  }

  /** Returns where another archive may be put in place of the one that was built. */
  Path replaceArchive() throws IOException {
    Path archive = folder.resolve(ARCHIVE);
    Files.delete(archive);
    return archive;
  }

  /** Has commands be run with a value in place of what stands for it. */
  void put(String placeholder, String value) {
    placeholders.put(placeholder, value);
  }

  /** Has something be done where a block says so by a remark. */
  void at(String remark, Runnable step) {
    remarks.put(remark, step);
  }

  /** Returns the commands that have been run, as their pages have them. */
  Set<String> done() {
    return Set.copyOf(done);
  }

  /** Runs the commands of a block, all of which have to succeed; what is built already is not. */
  void paste(CommandBlock block) throws IOException {
    for (String line : block.lines()) {
      if (line.startsWith("#")) {
        remarks.getOrDefault(line, () -> {}).run();
      } else if (!line.startsWith("mvn ")) {
        run(line, 0);
      }
    }
  }

  /**
   * Runs a command and does with what it prints what it says.
   *
   * @return what it printed
   */
  List<String> run(String command, int exitCode) throws IOException {
    String actual = command;
    for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
      actual =
          actual.replaceAll(
              "(?<![A-Z_])" + Pattern.quote(placeholder.getKey()),
              Matcher.quoteReplacement(placeholder.getValue()));
    }
    Shell.Result result = shell.run(actual);
    assertThat(result.exitCode()).as("%s: %s", actual, result.output()).isEqualTo(exitCode);
    done.add(command);
    for (String line : result.output()) {
      Matcher printed = PRINTED.matcher(line);
      if (printed.matches()) {
        keep(printed.group(1), printed.group(2));
      }
    }
    return result.output();
  }

  private void keep(String name, String value) throws IOException {
    switch (name) {
      case "client_id: " -> put("CLIENT_ID", value);
      case "client_secret: " -> put("CLIENT_SECRET", value);
      default -> configure(name, value);
    }
  }

  /** Puts another value of the first environment into {@code samconfig.toml}. */
  void configure(String name, String value) throws IOException {
    Path config = folder.resolve("samconfig.toml");
    Files.writeString(
        config,
        Files.readString(config).replaceFirst(name + ".*", Matcher.quoteReplacement(name + value)));
  }

  @Override
  public void close() throws IOException {
    shell.close();
    cloudFormation.close();
  }
}
