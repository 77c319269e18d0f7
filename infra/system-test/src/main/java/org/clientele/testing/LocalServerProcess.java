package org.clientele.testing;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clientele.embedded.TemporaryTables;

/**
 * The packaged local server, started as the README says, in a process of its own. With {@code
 * -Dclientele.archive=FILE} the functions are that archive's.
 */
public final class LocalServerProcess implements AutoCloseable {

  public static final String DEMO_MERCHANT = "demo-merchant";
  public static final String OTHER_MERCHANT = "other-merchant";

  /** The archive that all servers of this test run serve by. */
  public static final Optional<Path> ARCHIVE =
      Optional.ofNullable(System.getProperty("clientele.archive")).map(Path::of);

  private static final Path JAR = Path.of("../local/target/quarkus-app/quarkus-run.jar");
  private static final Path CLASSES = JAR.resolveSibling("classes.jsa");
  private static final Path OPTIONS = Path.of("../local/server.options");

  /** All that servers print, those of their functions that are processes too. */
  private static final Path LOGS = Path.of("target/server-logs");

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(30);
  private static final Pattern URL = Pattern.compile("http://localhost:[0-9]+");
  private static final String EXPORT = "export TOKEN=";
  private static final int CURL_LINES = 3;

  /**
   * How a server ended.
   *
   * @param output what it printed after its welcome, or in all if there was none
   */
  public record Ending(int exitCode, List<String> output, List<String> errors) {}

  private final Process process;
  private final ProcessOutput output;
  private final ProcessOutput errors;
  private final List<String> welcome = new ArrayList<>();

  private LocalServerProcess(Map<String, String> environment, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + OPTIONS);
    command.add("-XX:SharedArchiveFile=" + CLASSES);
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(options));
    if (!command.contains("--archive")) {
      ARCHIVE.ifPresent(archive -> command.addAll(List.of("--archive", archive.toString())));
    }
    assertThat(JAR).as("what mvn package makes").isRegularFile();
    try {
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      Path log = Files.createDirectories(LOGS).resolve(process.pid() + ".log");
      output =
          ProcessOutput.of(process.getInputStream(), Files.newBufferedWriter(log, CREATE, APPEND));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    errors = ProcessOutput.of(process.getErrorStream());
  }

  /**
   * Starts a server on a free port and returns when it has printed its welcome. If its options name
   * no DynamoDB, it has tables of its own wherever {@link TemporaryTables} would be.
   */
  public static LocalServerProcess start(String... options) {
    return start(Map.of(), options);
  }

  /** Starts a server so, with more variables in its environment. */
  public static LocalServerProcess start(Map<String, String> environment, String... options) {
    List<String> all = new ArrayList<>(List.of("--port", "0"));
    all.addAll(List.of(options));
    if (!all.contains("--endpoint") && !all.contains("--data")) {
      TemporaryTables.sharedEndpoint()
          .ifPresent(
              endpoint ->
                  all.addAll(
                      List.of(
                          "--endpoint",
                          endpoint.toString(),
                          "--table-prefix",
                          UUID.randomUUID() + "-")));
    }
    var server = new LocalServerProcess(environment, all.toArray(String[]::new));
    for (int i = 0; i < CURL_LINES; i++) {
      server.welcome.addAll(server.output.readTo(line -> line.startsWith("curl "), START));
    }
    if (server.curlLines().size() < CURL_LINES) {
      throw new AssertionError("no welcome but " + server.welcome + server.errors.rest(END));
    }
    return server;
  }

  /**
   * Starts a server that is to refuse its options, and returns how.
   *
   * @throws AssertionError if it serves instead
   */
  public static Ending refused(String... options) {
    var server = new LocalServerProcess(Map.of(), options);
    List<String> printed = server.output.readTo(line -> line.startsWith("Clientele serves"), START);
    if (printed.stream().anyMatch(line -> URL.matcher(line).find())) {
      server.process.destroyForcibly();
      throw new AssertionError("it serves, whatever the options: " + List.of(options));
    }
    return new Ending(server.exitCode(), printed, server.errors.rest(END));
  }

  public URI url() {
    return welcome.stream()
        .map(URL::matcher)
        .filter(Matcher::find)
        .map(Matcher::group)
        .map(URI::create)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the access token that was printed, the demo merchant's. */
  public String accessToken() {
    return exportLine().substring(EXPORT.length());
  }

  /** Returns the printed line that gives a shell the access token. */
  public String exportLine() {
    return welcome.stream().filter(line -> line.startsWith(EXPORT)).findFirst().orElseThrow();
  }

  public List<String> curlLines() {
    return welcome.stream().filter(line -> line.startsWith("curl ")).toList();
  }

  /** Returns a client of the merchant whose access token is printed. */
  public MerchantClient demoMerchant() {
    return anyone().withAccessToken(accessToken());
  }

  /** Returns a client of another merchant, who has asked for its access token. */
  public MerchantClient otherMerchant() {
    return anyone().withAccessToken(anyone().issuedAccessToken(OTHER_MERCHANT, "other-secret"));
  }

  /** Returns a client without access token. */
  public MerchantClient anyone() {
    return new MerchantClient(url());
  }

  /** Sends a signal, {@code TERM} for one, and returns how that ended the server. */
  public Ending end(String signal) throws IOException {
    new ProcessBuilder("bash", "-c", "kill -s " + signal + " " + process.pid()).start();
    return ending();
  }

  /** Returns the processes of functions, of which there are some with an archive. */
  public List<ProcessHandle> functionProcesses() {
    return process.descendants().toList();
  }

  /**
   * Returns when it has printed a line.
   *
   * @throws AssertionError if it does not, or ends, among those that nobody has asked for yet
   */
  public void awaitLine(Predicate<String> line) {
    List<String> read = output.readTo(line, END);
    assertThat(read).as("lines up to the end of the server").anyMatch(line);
  }

  public long pid() {
    return process.pid();
  }

  /** Returns the processor time that the server has used. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Ends the server at once, whatever it is doing. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  private Ending ending() {
    return new Ending(exitCode(), output.rest(END), errors.rest(END));
  }

  private int exitCode() {
    try {
      if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the server still runs after " + END);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * Stops the server, if it still runs.
   *
   * @throws AssertionError if it has logged a defect while it ran
   */
  @Override
  public void close() {
    process.destroy();
    Ending ending = ending();
    assertThat(ending.output()).noneMatch(line -> line.contains(" ERROR "));
    assertThat(ending.errors()).isEmpty();
  }
}
