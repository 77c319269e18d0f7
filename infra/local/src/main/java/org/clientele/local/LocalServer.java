package org.clientele.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.clientele.access.SigningKeys;
import org.clientele.cli.ApiCommands;
import org.clientele.cli.CommandFailure;
import org.clientele.cli.Exit;
import org.clientele.deploy.Deploy;
import org.clientele.deploy.ImportTemplate;
import org.clientele.embedded.EmbeddedDynamoDb;
import org.clientele.embedded.SamTemplate;
import org.clientele.local.reference.WriteReference;
import org.clientele.merchant.Profile;
import org.clientele.operate.AwsFailure;
import org.clientele.operate.Credentials;
import org.clientele.operate.CustomerHashCommand;
import org.clientele.operate.Endpoint;
import org.clientele.operate.EraseCustomer;
import org.clientele.operate.MerchantSettingsCommand;
import org.clientele.operate.MissingTokenIds;
import org.clientele.operate.PurgeCardData;
import org.clientele.operate.RebuiltSearchIndex;
import org.clientele.operate.RepairedTable;
import org.clientele.operate.SigningKey;
import org.clientele.operate.UnansweredDeregistrations;
import org.clientele.store.client.CredentialsRepository;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Starts the local server: a DynamoDB with the template's tables, then the application. Its exit
 * code is 2 for an option that cannot be followed.
 */
@QuarkusMain
@Command(
    name = "clientele",
    subcommands = {
      Deploy.class,
      ImportTemplate.class,
      Credentials.class,
      UnansweredDeregistrations.class,
      EraseCustomer.class,
      MissingTokenIds.class,
      PurgeCardData.class,
      MerchantSettingsCommand.class,
      CustomerHashCommand.class,
      RebuiltSearchIndex.class,
      RepairedTable.class,
      WriteReference.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = LocalServer.Version.class,
    description = "Serves the whole API on this machine, with demo customers and payment tokens.")
public class LocalServer implements Callable<Integer> {

  private static final String ISSUER = "https://clientele.localhost";
  private static final int LAST_PORT = 65_535;
  private static final String TEMPORARY = "java.io.tmpdir";

  /** What DynamoDB allows in a table's name, and short enough for the template's names. */
  private static final Pattern TABLE_PREFIX = Pattern.compile("[A-Za-z0-9_.-]{0,200}");

  static final String REGION = "ap-south-1";
  static final String ACCOUNT = "000000000000";
  static final String CREDENTIALS = "local";

  /** The system property by which the script says that no server is wanted. */
  private static final String CLIENT = "clientele.client";

  /** The one by which another script says that a deployment is operated. */
  private static final String OPERATOR = "clientele.operator";

  @Option(names = "--port", defaultValue = "8080", description = "port to listen on; 0 for any")
  private int port;

  @Option(
      names = "--data",
      description = "folder to keep the data in, for one server at a time; without it, in memory")
  private @Nullable Path data;

  @Option(
      names = "--archive",
      description = "a function.zip whose processes serve, as they would on Lambda; Linux only")
  private @Nullable Path archive;

  @Option(
      names = "--endpoint",
      converter = Endpoint.class,
      description = "URL of a DynamoDB to use instead of its own")
  private @Nullable URI endpoint;

  @Option(
      names = "--table-prefix",
      defaultValue = "",
      description = "what the tables' names begin with, where others use the same DynamoDB")
  private String tablePrefix = "";

  @Option(
      names = "--now",
      converter = Now.class,
      description = "the time to begin with, 2024-10-05T00:00:00Z for example")
  private @Nullable Instant now;

  @Option(
      names = "--profile",
      description = "how strictly fields are checked: ${COMPLETION-CANDIDATES}")
  private Profile profile = Profile.COMPATIBLE;

  @Option(
      names = "--log",
      description = "what is logged of a request: ${COMPLETION-CANDIDATES}; a line by default")
  private LogStyle log = LogStyle.LINE;

  /** Tells {@code --version}. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = LocalServer.class.getPackage().getImplementationVersion();
      return new String[] {"clientele " + (version == null ? "(not packaged)" : version)};
    }
  }

  /** Reads {@code --now}. */
  static final class Now implements CommandLine.ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return LocalClock.parse(text);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** What the script {@code clientele} calls: the commands for a deployment, and no server. */
  @Command(
      name = "clientele",
      mixinStandardHelpOptions = true,
      versionProvider = LocalServer.Version.class,
      description = "Reads and changes customers and payment tokens of a deployment.")
  private static final class Client {}

  /** What the script {@code operate} calls: the server's commands, and no server. */
  @Command(
      name = "infra/operate",
      mixinStandardHelpOptions = true,
      versionProvider = LocalServer.Version.class,
      description = "Deploys and operates a stack.")
  private static final class Operator {}

  static CommandLine operator() {
    var operator = new CommandLine(new Operator());
    new CommandLine(new LocalServer()).getSubcommands().forEach(operator::addSubcommand);
    return asClientele(operator);
  }

  public static void main(String... args) {
    System.exit(
        (System.getProperty(OPERATOR) == null ? serverOrClient(args) : operator())
            .setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, UTF_8))
            .setErr(new PrintWriter(new FileOutputStream(FileDescriptor.err), true, UTF_8))
            .execute(args));
  }

  private static CommandLine serverOrClient(String... args) {
    boolean isClient = System.getProperty(CLIENT) != null;
    var clientele = new CommandLine(isClient ? new Client() : new LocalServer());
    if (isClient || mayBeOfClient(args)) {
      ApiCommands.addTo(clientele);
    }
    return asClientele(clientele);
  }

  /** Whether the client's commands are wanted, which a server that starts does not wait for. */
  private static boolean mayBeOfClient(String... args) {
    return args.length > 0
        && (!args[0].startsWith("-") || List.of("-h", "--help").contains(args[0]));
  }

  static CommandLine commandLine() {
    return asClientele(new CommandLine(new LocalServer()));
  }

  /** Sets up a command with the subcommands that it has by then. */
  public static CommandLine asClientele(CommandLine command) {
    return command
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(
            (e, arguments) -> refuse(e.getCommandLine(), message(e), Exit.USAGE))
        .setExecutionExceptionHandler((e, failed, result) -> refuse(failed, e));
  }

  /** What is not known may be a secret that was given in a wrong place. */
  private static @Nullable String message(CommandLine.ParameterException e) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String option =
          unmatched.getUnmatched().stream()
              .filter(argument -> argument.startsWith("-"))
              .findFirst()
              .map(argument -> "no option " + argument.replaceFirst("=.*", ""))
              .orElse("too many arguments, or one that is no command");
      return option + "; see --help";
    }
    return e.getMessage();
  }

  private static int refuse(CommandLine command, Exception e) {
    if (e instanceof CommandFailure failure) {
      return refuse(command, e.getMessage(), failure.exit());
    }
    if (e instanceof SdkException failure) {
      return refuse(command, AwsFailure.message(failure), Exit.USAGE);
    }
    if (e instanceof IOException) {
      return refuse(command, e.getMessage(), Exit.USAGE);
    }
    // Its message may hold what was sent.
    String place = Arrays.stream(e.getStackTrace()).findFirst().map(at -> " at " + at).orElse("");
    return refuse(command, "defect: " + e.getClass().getName() + place, Exit.DEFECT);
  }

  private static int refuse(CommandLine command, @Nullable String message, Exit exit) {
    command.getErr().println("clientele: " + message);
    return exit.code();
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    DataFolder folder = data == null ? null : DataFolder.take(data);
    unpackApart();
    // It takes a second of one processor, in which the other one starts DynamoDB Local.
    Supplier<RsaJsonWebKey> key =
        folder == null && endpoint == null
            ? CompletableFuture.supplyAsync(SigningKey::generate)::join
            : SigningKey::generate;
    // As StoreClient sets them, which is too late here: the JDK reads them at the first connection.
    System.setProperty("sun.net.http.retryPost", "false");
    System.setProperty("http.keepAlive.time.server", "60");
    System.setProperty("http.maxConnections", "8");
    URI store = endpoint == null ? startEmbedded(folder) : endpoint;
    configure(store, createTables(store, key));
    Quarkus.run(LocalApplication.class, LocalServer::exit);
    return CommandLine.ExitCode.OK;
  }

  /** Has everything that is unpacked put where the next server finds it, if this one is killed. */
  private static void unpackApart() throws IOException {
    TemporaryFolder own = TemporaryFolder.below(Path.of(System.getProperty(TEMPORARY)));
    System.setProperty(TEMPORARY, own.path().toString());
    Runtime.getRuntime().addShutdownHook(new Thread(own::close));
  }

  private void checkOptions() throws IOException {
    if (port < 0 || port > LAST_PORT) {
      throw new IOException("--port must be 0 to " + LAST_PORT);
    }
    if (!TABLE_PREFIX.matcher(tablePrefix).matches()) {
      throw new IOException(
          "--table-prefix must be at most 200 letters, digits, hyphens, underscores and dots");
    }
    if (endpoint != null && data != null) {
      throw new IOException("--data and --endpoint cannot both be followed");
    }
    if (System.getenv(Deployment.CLOCK_OFFSET) != null) {
      throw new IOException(Deployment.CLOCK_OFFSET + " is not used here; use --now");
    }
    if (archive != null) {
      Archive.check(archive, SamTemplate.read().functions());
    }
  }

  private static void exit(int exitCode, @Nullable Throwable failure) {
    if (failure != null) {
      System.err.println("clientele: could not start: " + failure);
    }
    System.exit(exitCode);
  }

  private static URI startEmbedded(@Nullable DataFolder folder) {
    EmbeddedDynamoDb dynamoDb =
        folder == null ? EmbeddedDynamoDb.inMemory() : EmbeddedDynamoDb.inFolder(folder.path());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(dynamoDb, folder)));
    return dynamoDb.endpoint();
  }

  /** To the end this refers to the folder, whose lock would end with it. */
  private static void close(EmbeddedDynamoDb dynamoDb, @Nullable DataFolder folder) {
    LocalStream.end();
    dynamoDb.close();
    if (folder != null) {
      folder.close();
    }
  }

  /**
   * Returns the public keys that access tokens on these tables are verified with.
   *
   * @param key what gives one to sign with, where there is none
   */
  private String createTables(URI store, Supplier<RsaJsonWebKey> key) throws IOException {
    try (DynamoDbClient client = EmbeddedDynamoDb.client(store)) {
      SamTemplate.read().withTablePrefix(tablePrefix).createTables(client);
      return SigningKey.publicSet(signingKeys(client, key));
    } catch (SdkException e) {
      throw new IOException("no DynamoDB answers at " + store, e);
    }
  }

  /**
   * Servers on the same tables share the key of the first: issue-token signs with the stored one,
   * whichever of them it runs in, and all have to accept that. So do those that come later.
   */
  private SigningKeys signingKeys(DynamoDbClient client, Supplier<RsaJsonWebKey> made) {
    var credentials = new CredentialsRepository(client, clientsTable());
    Optional<SigningKeys> stored = credentials.findSigningKeys();
    if (stored.isPresent()) {
      return stored.get();
    }
    var first = SigningKeys.first(SigningKey.privateJwk(made.get()));
    return credentials.insert(first) ? first : credentials.findSigningKeys().orElseThrow();
  }

  private String clientsTable() {
    return tablePrefix + "ClientsTable";
  }

  /** Tells the application what the template tells a function. */
  private void configure(URI store, String keys) {
    System.setProperty("quarkus.dynamodb.endpoint-override", store.toString());
    System.setProperty("quarkus.dynamodb.aws.region", REGION);
    System.setProperty("quarkus.dynamodb.aws.credentials.type", "static");
    System.setProperty(
        "quarkus.dynamodb.aws.credentials.static-provider.access-key-id", CREDENTIALS);
    System.setProperty(
        "quarkus.dynamodb.aws.credentials.static-provider.secret-access-key", CREDENTIALS);
    System.setProperty("clientele.customers-table", tablePrefix + "CustomersTable");
    System.setProperty("clientele.search-table", tablePrefix + "SearchTable");
    System.setProperty("clientele.requests-table", tablePrefix + "RequestsTable");
    System.setProperty("clientele.clients-table", clientsTable());
    System.setProperty("clientele.sweep-queue", "SweepQueue");
    System.setProperty("clientele.tokens-queue", "TokensQueue");
    System.setProperty("clientele.tokens-dead-letter-queue", "TokensDeadLetterQueue");
    System.setProperty("clientele.notices-dead-letter-queue", "NoticesDeadLetterQueue");
    System.setProperty("clientele.outbox-queue", "OutboxQueue");
    System.setProperty("clientele.deregistrations-queue", "DeregistrationsQueue");
    System.setProperty("clientele.metrics-namespace", "clientele-local");
    System.setProperty("clientele.audit-key", "of-no-deployment");
    System.setProperty("clientele.profile", profile.name());
    System.setProperty("clientele.access-token.issuer", ISSUER);
    System.setProperty("clientele.access-token.audience", ISSUER);
    System.setProperty("clientele.access-token.keys", keys);
    log.configure();
    System.setProperty(LocalApplication.PORT, Integer.toString(port));
    if (archive != null) {
      System.setProperty(Deployment.ARCHIVE, archive.toString());
    }
    if (now != null) {
      System.setProperty(LocalClock.NOW, now.toString());
    }
  }
}
