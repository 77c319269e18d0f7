package org.clientele.archive;

import static java.util.stream.Collectors.joining;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * One execution environment of a function: a process of the unpacked archive, started as Lambda
 * starts it, natively if the archive holds a {@code bootstrap}.
 */
final class TestingLambda implements AutoCloseable {

  private static final String HANDLER = "io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest";

  /** As in the template. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final String NATIVE_CLIENT =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private final String function;
  private final TestingRuntimeApi runtimeApi;
  private final Path output;
  private final Process process;
  private final CompletableFuture<String> ended;

  private TestingLambda(
      String function, TestingRuntimeApi runtimeApi, Path output, Process process) {
    this.function = function;
    this.runtimeApi = runtimeApi;
    this.output = output;
    this.process = process;
    this.ended = process.onExit().thenApply(exited -> "has ended with " + exited.exitValue());
  }

  /**
   * Starts a process.
   *
   * @param archive the folder that the archive was unpacked to
   * @param environment what the function is deployed with, without what Lambda itself adds
   */
  static TestingLambda start(String function, Path archive, Map<String, String> environment)
      throws IOException {
    var runtimeApi = new TestingRuntimeApi(TIMEOUT);
    Path folder = Files.createTempDirectory(archive.toAbsolutePath().getParent(), "lambda");
    Path output = folder.resolve("output.txt");
    var builder =
        new ProcessBuilder(command(archive, folder))
            .directory(archive.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.putAll(environment);
    variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApi.address());
    variables.put("AWS_LAMBDA_FUNCTION_NAME", function);
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
    variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    variables.put("LAMBDA_TASK_ROOT", archive.toString());
    variables.put("_HANDLER", HANDLER);
    variables.put("TZ", ":UTC");
    return new TestingLambda(function, runtimeApi, output, builder.start());
  }

  private static List<String> command(Path archive, Path folder) throws IOException {
    Path bootstrap = archive.resolve("bootstrap");
    if (Files.exists(bootstrap)) {
      return List.of(bootstrap.toString());
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-Djava.io.tmpdir=" + folder);
    command.add("-D" + NATIVE_CLIENT + "=" + nativeClient(folder));
    command.add("-cp");
    command.add(runtimeInterfaceClient());
    command.add(AWSLambda.class.getName());
    command.add(HANDLER);
    return command;
  }

  /**
   * Returns the class path of AWS's client, whose jars are four. Nothing else may be on it: it
   * would come before what the archive holds.
   */
  private static String runtimeInterfaceClient() {
    return Stream.of(
            AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class)
        .map(TestingLambda::jar)
        .collect(joining(File.pathSeparator));
  }

  private static String jar(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Left to itself, the client would unpack it to one place for all processes of the machine. */
  private static Path nativeClient(Path folder) throws IOException {
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    Path library = folder.resolve("runtime-client.so");
    try (InputStream packed =
        AWSLambda.class.getResourceAsStream("/jni/libaws-lambda-jni.linux-" + machine + ".so")) {
      Files.copy(Objects.requireNonNull(packed), library, StandardCopyOption.REPLACE_EXISTING);
    }
    return library;
  }

  /**
   * Returns the answer to a request.
   *
   * @throws AssertionError with all that the process has printed, if there is none before the
   *     function's timeout
   */
  HttpAnswer invoke(HttpEvent event) {
    return HttpAnswer.parse(answer(event.json().toString()));
  }

  /** Returns the answer to an event of any kind, as {@link #invoke(HttpEvent)} does. */
  JsonNode invoke(String event) throws IOException {
    return new ObjectMapper().readTree(answer(event));
  }

  private String answer(String event) {
    try {
      return runtimeApi.invoke(event, ended);
    } catch (IllegalStateException e) {
      throw new AssertionError("%s %s%n%s".formatted(function, e.getMessage(), printed()), e);
    }
  }

  private String printed() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    runtimeApi.close();
  }
}
