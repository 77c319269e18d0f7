package org.clientele.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.Request;

/**
 * What was measured of one process of a function.
 *
 * @param coldCpu milliseconds of processor time from its start to its first answer
 * @param first milliseconds to the first answer, the start of the process included
 * @param warmCpu milliseconds of processor time of a later request
 * @param warm median of the milliseconds of a later request, the local server's own included
 * @param resident MiB after the last answer
 */
record Cost(double coldCpu, double first, double warmCpu, double warm, double resident) {

  private static final int ENOUGH_ROUNDS = 8;
  private static final int REQUESTS = Integer.getInteger("clientele.requests", 1_000);
  private static final int WARM_UPS = REQUESTS * 3 / 10;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Returns what figures were measured with, as a sentence of the page. */
  static String conditions(int rounds) throws IOException {
    return "%s, each of one start, %d requests that are not measured, and %d that are.\n\n"
        .formatted(machine(rounds), WARM_UPS, REQUESTS);
  }

  /** Returns the beginning of a sentence: where, with which Java and how often was measured. */
  static String machine(int rounds) throws IOException {
    return "%s%s, %d processors, load at the end %.1f; Java %s; rounds: %d"
        .formatted(
            rounds < ENOUGH_ROUNDS ? "**A first look, of too few rounds to rely on.** " : "",
            processor(),
            Runtime.getRuntime().availableProcessors(),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
            Runtime.version(),
            rounds);
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.replaceFirst(".*: ", ""))
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  /** Measures a use of a function in a new process. */
  static Cost of(Use use, LocalServerProcess server) throws Exception {
    MerchantClient owner = server.demoMerchant();
    Supplier<Request> requests = use.requests().apply(owner);
    Request request = requests.get();
    Optional<ProcessHandle> earlier = process(use, server);
    if (earlier.isPresent()) {
      earlier.get().destroyForcibly();
      earlier.get().onExit().get();
    }
    double first = send(request, server);
    ProcessHandle process = process(use, server).orElseThrow();
    double coldCpu = cpu(process);
    for (int i = 0; i < WARM_UPS; i++) {
      send(requests.get(), server);
    }
    double before = cpu(process);
    double[] warm = new double[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      warm[i] = send(requests.get(), server);
    }
    double warmCpu = (cpu(process) - before) / REQUESTS;
    return new Cost(coldCpu, first, warmCpu, Figure.median(Arrays.stream(warm)), resident(process));
  }

  /**
   * Returns how many milliseconds it takes until the answer is there, which has to be a success.
   */
  static double send(Request request, LocalServerProcess server)
      throws IOException, InterruptedException {
    HttpRequest sent =
        HttpRequest.newBuilder(URI.create(server.url() + request.path()))
            .header("Authorization", "Bearer " + server.accessToken())
            .header("Content-Type", "application/json")
            .method(
                request.method(),
                request.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(request.body()))
            .build();
    long begun = System.nanoTime();
    HttpResponse<String> answer = CLIENT.send(sent, BodyHandlers.ofString());
    double millis = (System.nanoTime() - begun) / 1e6;
    assertThat(answer.statusCode()).as("%s: %s", request, answer.body()).isBetween(200, 299);
    return millis;
  }

  /** Returns the process that has served a use. */
  static Optional<ProcessHandle> process(Use use, LocalServerProcess server) {
    return server.functionProcesses().stream()
        .filter(process -> isOf(use.function(), process))
        .findFirst();
  }

  private static boolean isOf(String function, ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", "" + process.pid(), "environ"))
          .contains("AWS_LAMBDA_FUNCTION_NAME=" + function + "\0");
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  /** Returns the milliseconds of processor time that a process has needed up to now. */
  static double cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElseThrow();
  }

  private static double resident(ProcessHandle process) throws IOException {
    return Files.readAllLines(Path.of("/proc", "" + process.pid(), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1_024)
        .findFirst()
        .orElseThrow();
  }
}
