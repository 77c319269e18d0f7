package org.clientele.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clientele.local.LocalServer;
import picocli.CommandLine;

/** A folder as this repository is after a build, with a {@code sam} that notes what it is given. */
final class TestingProject {

  static final Path REPOSITORY = Path.of("../..");

  private static final int ARM64 = 183;
  private static final int X86_64 = 62;

  /** How SAM CLI 1.170.0 reads a parameter, in {@code CfnParameterOverridesType}. */
  private static final Pattern OVERRIDE =
      Pattern.compile(
          " ([A-Za-z0-9\"']+)="
              + "(\"(?:\\\\.|[^\"\\\\]+)*\"|'(?:\\\\.|[^'\\\\]+)*'|(?:\\\\.|[^ \"\\\\]+)+)");

  static final String NO_STACK = "Error: The input stack does not exist on Cloudformation";
  static final String NO_OUTPUTS = "Error: Outputs do not exist for the input stack";

  /** As SAM CLI 1.170.0 tells the outputs of the data's stack. */
  static final String OUTPUTS =
      """
      [
        {"OutputKey": "CustomersTableName", "OutputValue": "customers", "Description": ""},
        {"OutputKey": "CustomersStreamArn",
         "OutputValue": "arn:aws:dynamodb:ap-south-1:1:table/customers/stream/2026", "Description": ""},
        {"OutputKey": "SearchTableName", "OutputValue": "search", "Description": ""},
        {"OutputKey": "RequestsTableName", "OutputValue": "requests", "Description": ""},
        {"OutputKey": "ClientsTableName", "OutputValue": "clients", "Description": ""},
        {"OutputKey": "DataKeyArn", "OutputValue": "arn:aws:kms:ap-south-1:1:key/1", "Description": ""},
        {"OutputKey": "FunctionLogsName", "OutputValue": "/aws/lambda/clientele-dev", "Description": ""},
        {"OutputKey": "AccessLogsName", "OutputValue": "/aws/vendedlogs/clientele-dev", "Description": ""},
        {"OutputKey": "AuditKeyArn",
         "OutputValue": "arn:aws:secretsmanager:ap-south-1:1:secret:key-AbCdEf", "Description": ""}
      ]""";

  private final Path folder;
  private final Path sam;
  private final Path notes;
  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  TestingProject(Path folder) throws IOException {
    this.folder = folder;
    this.sam = folder.resolve("sam");
    this.notes = folder.resolve("sam.notes");
    Files.createDirectories(folder.resolve("infra"));
    Files.createDirectories(archive().getParent());
    for (String template : List.of(StackTemplate.SERVICE, StackTemplate.DATA)) {
      Files.copy(REPOSITORY.resolve(template), folder.resolve(template));
    }
    configure(
        "AccessTokenIssuer = 'https://identity.shop.in'",
        "AccessTokenAudience = 'https://clientele.shop.in'",
        "AccessTokenKeys = 'https://identity.shop.in/keys'",
        "LogRetentionDays = 180",
        "MetricsNamespace = 'clientele-dev'");
    sam(0);
    packNative(X86_64);
    configureMore("Architecture = 'x86_64'");
  }

  private Path archive() {
    return folder.resolve(FunctionArchive.FILE);
  }

  Path folder() {
    return folder;
  }

  /** Writes a configuration of the environment {@code dev} with these lines as its parameters. */
  void configure(String... parameters) throws IOException {
    write(
        folder.resolve(SamConfig.FILE),
        """
        version = 0.1

        [dev.deploy.parameters]
        stack_name = "clientele-dev"
        region = "ap-south-1"

        [dev.deploy.parameters.parameter_overrides]
        """
            + String.join("\n", parameters)
            + "\n");
  }

  void configureMore(String... parameters) throws IOException {
    Path file = folder.resolve(SamConfig.FILE);
    write(file, Files.readString(file) + String.join("\n", parameters) + "\n");
  }

  /** Has {@code sam deploy} end so; the service has no stack, and the data have one. */
  void sam(int exitCode) throws IOException {
    sam(exitCode, NO_STACK, OUTPUTS);
  }

  /**
   * Has {@code sam} answer.
   *
   * @param exitCode of {@code sam deploy}
   * @param service what {@code sam list} says of the service's stack; outputs, or a complaint
   * @param data what it says of the data's stack, until that is deployed
   */
  void sam(int exitCode, String service, String data) throws IOException {
    write(
        sam,
        """
        #!/bin/sh
        printf '%%s\\0' "$@" >>'%1$s'
        printf '\\1' >>'%1$s'
        tell() {
          case $1 in Error*) echo "$1" >&2; exit 1 ;; *) echo "$1" ;; esac
          exit 0
        }
        case "$1 $4" in
          'list clientele-dev') tell '%2$s' ;;
          'list clientele-dev-data') [ -e '%1$s.data' ] && tell '%4$s'; tell '%3$s' ;;
        esac
        case "$*" in *'--stack-name clientele-dev-data'*) touch '%1$s.data' ;; esac
        exit %5$d
        """
            .formatted(notes, service, data, OUTPUTS, exitCode));
    Files.setPosixFilePermissions(sam, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  void packJava() throws IOException {
    try (FileSystem zip = newArchive()) {
      for (String function :
          StackTemplate.read(folder, StackTemplate.SERVICE).functions().keySet()) {
        add(zip, "org/clientele/function/shop/" + function + ".class", new byte[] {1}, false);
      }
      add(zip, "lib/library.jar", new byte[] {1}, false);
    }
  }

  void packNative(String architecture) throws IOException {
    packNative(architecture.equals("arm64") ? ARM64 : X86_64);
  }

  void packNative(int machine) throws IOException {
    try (FileSystem zip = newArchive()) {
      add(zip, "bootstrap", elf(machine), true);
    }
  }

  void packAot(String architecture) throws IOException {
    try (FileSystem zip = newArchive()) {
      add(zip, "bootstrap", "#!/bin/sh\n".getBytes(UTF_8), true);
      add(zip, "function.aot", new byte[] {1}, false);
      add(zip, "jre/bin/java", elf(architecture.equals("arm64") ? ARM64 : X86_64), true);
    }
  }

  FileSystem newArchive() throws IOException {
    Files.deleteIfExists(archive());
    return openArchive();
  }

  FileSystem openArchive() throws IOException {
    return FileSystems.newFileSystem(
        archive(), Map.of("create", true, "enablePosixFileAttributes", true));
  }

  static void add(FileSystem zip, String name, byte[] content, boolean isExecutable)
      throws IOException {
    Path path = zip.getPath(name);
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.write(path, content);
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(isExecutable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  static byte[] elf(int machine) {
    byte[] head = new byte[64];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}, 0, head, 0, 6);
    head[18] = (byte) machine;
    return head;
  }

  static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }

  /** Runs the command in this folder, and returns its exit code. */
  int deploy(String... arguments) throws IOException {
    Files.deleteIfExists(notes);
    Files.deleteIfExists(Path.of(notes + ".data"));
    output.getBuffer().setLength(0);
    errors.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of("deploy", "--in", folder.toString()));
    all.addAll(List.of("--sam", sam.toString()));
    all.addAll(List.of(arguments));
    return LocalServer.asClientele(new CommandLine(new LocalServer()))
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(errors, true))
        .execute(all.toArray(String[]::new));
  }

  /** Starts the command in a process of its own. */
  Process startDeploy(String environment) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LocalServer.class.getName(),
            "deploy",
            "--in",
            folder.toString(),
            "--sam",
            sam.toString(),
            environment)
        .start();
  }

  String output() {
    return output.toString();
  }

  List<String> faults() {
    return errors.toString().lines().map(line -> line.replaceFirst("^clientele: ", "")).toList();
  }

  /** Returns what {@code sam} was given, each time that it was run. */
  List<List<String>> runs() throws IOException {
    return Files.exists(notes)
        ? Pattern.compile("\1")
            .splitAsStream(Files.readString(notes))
            .map(run -> List.of(run.split("\0")))
            .toList()
        : List.of();
  }

  /** Returns what {@code sam deploy} was given for a stack, nothing if it was not run. */
  List<String> deployed(String stack) throws IOException {
    return runs().stream()
        .filter(run -> run.get(0).equals("deploy") && run.contains(stack))
        .findFirst()
        .orElse(List.of());
  }

  /** Returns the parameters that {@code sam deploy} takes what it was given for the service. */
  Map<String, String> parameters() throws IOException {
    return parameters("clientele-dev");
  }

  /** Returns those that it was given for a stack. */
  Map<String, String> parameters(String stack) throws IOException {
    List<String> given = deployed(stack);
    Map<String, String> parameters = new TreeMap<>();
    int begin = given.indexOf("--parameter-overrides") + 1;
    for (String argument : given.subList(begin, given.size())) {
      Matcher pairs = OVERRIDE.matcher(" " + argument.strip());
      while (pairs.find()) {
        parameters.put(unquoted(pairs.group(1)), unquoted(pairs.group(2)));
      }
    }
    return parameters;
  }

  private static String unquoted(String value) {
    boolean isWrapped =
        !value.isEmpty()
            && value.charAt(0) == value.charAt(value.length() - 1)
            && "\"'".indexOf(value.charAt(0)) >= 0;
    String inner = isWrapped ? value.substring(1, value.length() - 1) : value;
    return inner.replace("\\ ", " ").replace("\\\"", "\"").replace("\\'", "'");
  }
}
