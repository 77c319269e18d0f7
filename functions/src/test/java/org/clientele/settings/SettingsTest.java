package org.clientele.settings;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.funqy.Funq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.TestingSettings;
import org.clientele.embedded.Permission;
import org.clientele.embedded.SamTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds {@link Settings}, the template, what functions read, and the page of them together. */
class SettingsTest {

  private static final Path PAGE = Path.of("../infra/settings.md");
  private static final Path WRITTEN = Path.of("target/settings.md");

  private static final String INTRODUCTION =
      """
      # Settings

      What a deployment decides, as `infra/template.yaml` and `infra/data.yaml` take it, and what the functions read, as
      `Settings` has it. `SettingsTest` writes this page: a new setting is a method of `Settings` and a variable in the
      template.

      ## Parameters of the service

      """;

  private static final String OF_DATA =
      """

      ## Parameters of what it keeps

      """;

  private static final String TABLE =
      """
      | parameter | value | default | meaning |
      | --- | --- | --- | --- |
      """;

  private static final String VARIABLES =
      """

      ## Environment variables of the functions

      What has no default must be given, but for lists, the prefix of scopes, and the two queues that only
      map-provider-notices needs. Times are as `24H`, `40S` or ISO 8601.

      | variable | value | default | from the template | read by | meaning |
      | --- | --- | --- | --- | --- | --- |
      """;

  /** A method of {@code Settings}, or of a group in it, with what is said of it. */
  private static final Pattern DOCUMENTED =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*)\\*/(?:(?!/\\*\\*)[^;{])*? (\\w+)\\(\\);", Pattern.DOTALL);

  private static final Parameters SERVICE = Parameters.of("template.yaml");
  private static final Map<String, Set<Setting>> READ = readByFunctions();

  @Test
  void thePageListsEverySettingAndParameter() throws IOException {
    String page =
        INTRODUCTION
            + TABLE
            + SERVICE.rows()
            + OF_DATA
            + TABLE
            + Parameters.of("data.yaml").rows()
            + VARIABLES
            + Setting.all().stream().map(SettingsTest::row).collect(joining());
    Files.writeString(WRITTEN, page);

    assertThat(PAGE).as("take functions/%s if it is right", WRITTEN).hasContent(page);
  }

  @Test
  void everyFunctionIsGivenWhatItReads() {
    assertThat(SamTemplate.read().functions())
        .isNotEmpty()
        .allSatisfy(
            function ->
                assertThat(function.environment().keySet())
                    .as(function.name())
                    .containsAll(
                        READ.getOrDefault(function.name(), Set.of()).stream()
                            .filter(setting -> !setting.hasDefault())
                            .map(Setting::variable)
                            .toList()));
  }

  @Test
  void everyVariableOfTheTemplateIsASettingThatAFunctionReads() {
    Set<String> read =
        READ.values().stream().flatMap(Set::stream).map(Setting::variable).collect(toSet());

    assertThat(SamTemplate.read().functions())
        .flatExtracting(function -> function.environment().keySet())
        .filteredOn(variable -> variable.toString().startsWith("CLIENTELE_"))
        .isNotEmpty()
        .isSubsetOf(read);
    assertThat(Setting.all()).extracting(Setting::variable).isSubsetOf(read);
  }

  /** What is sent is sent to the queue of a setting, so that a role need not be tried for it. */
  @Test
  void functionMaySendToTheQueuesOfItsSettingsAlone() {
    assertThat(SamTemplate.read().functions())
        .isNotEmpty()
        .allSatisfy(
            function ->
                assertThat(
                        function.permissions().stream()
                            .filter(permission -> permission.action().equals("sqs:SendMessage"))
                            .map(Permission::resource)
                            // Lambda sends there what the function could not do.
                            .filter(queue -> !queue.equals("IndexDeadLetterQueue")))
                    .as(function.name())
                    .containsExactlyInAnyOrderElementsOf(
                        READ.getOrDefault(function.name(), Set.of()).stream()
                            .map(Setting::variable)
                            .filter(variable -> variable.endsWith("_QUEUE"))
                            .map(variable -> function.environment().get(variable))
                            .toList()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.1,b_2,c", "a.1, b_2 ,c", "a.1 , b_2,  c"})
  void listsThatTheTemplateTakesAreReadWithoutTheBlanksAround(String list) {
    assertThat(list).matches(SERVICE.pattern("AllowNumericReference"));
    assertThat(
            TestingSettings.of(Map.of("CLIENTELE_ALLOW_NUMERIC_REFERENCE", list))
                .allowNumericReference())
        .contains(Set.of("a.1", "b_2", "c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a;b", ",", "a,", " ", "a\nb"})
  void listsThatAreNoneAreRefusedByTheTemplate(String list) {
    assertThat(list).doesNotMatch(SERVICE.pattern("AllowNumericReference"));
  }

  @Test
  void listThatIsEmptyByDefaultNamesNobody() {
    assertThat("").matches(SERVICE.pattern("AllowNumericReference"));
    assertThat(TestingSettings.of().allowNumericReference()).isEmpty();
  }

  @Test
  void noDeployedFunctionHasAClockThatIsPutAhead() {
    assertThat(SamTemplate.read().functions())
        .isNotEmpty()
        .allSatisfy(
            function ->
                assertThat(function.environment())
                    .containsKey("CLIENTELE_PROFILE")
                    .doesNotContainKey("CLIENTELE_CLOCK_OFFSET"));
  }

  @Test
  void providersHaveADayToAnswerWhereADeploymentDoesNotSayOtherwise() {
    assertThat(SamTemplate.read().functions())
        .isNotEmpty()
        .allSatisfy(
            function ->
                assertThat(function.environment())
                    .containsEntry("CLIENTELE_DEREGISTRATION_DEADLINE", "24H"));
  }

  private static String row(Setting setting) {
    return "| `%s` | %s | %s | %s | %s | %s |\n"
        .formatted(
            setting.variable(),
            setting.values(),
            setting.defaultValue().map(value -> "`" + value + "`").orElse(""),
            SERVICE.source(setting.variable()).map(name -> "`" + name + "`").orElse(""),
            readers(setting),
            meanings().get(setting.method().getName()));
  }

  private static String readers(Setting setting) {
    Set<String> readers = new TreeSet<>();
    READ.forEach(
        (function, settings) -> {
          if (settings.contains(setting)) {
            readers.add(function);
          }
        });
    Set<String> others = new TreeSet<>(READ.keySet());
    others.removeAll(readers);
    if (others.isEmpty()) {
      return "all";
    }
    return readers.size() <= others.size()
        ? String.join(", ", readers)
        : "all but " + String.join(", ", others);
  }

  /** Returns what {@code Settings} says of each of its methods. */
  private static Map<String, String> meanings() {
    try {
      String source =
          Files.readString(Path.of("src/main/java/org/clientele/settings/Settings.java"));
      Map<String, String> meanings = new TreeMap<>();
      DOCUMENTED
          .matcher(source)
          .results()
          .forEach(found -> meanings.put(found.group(2), plain(found)));
      return meanings;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String plain(MatchResult found) {
    return found
        .group(1)
        .replaceAll("\\s*\\n\\s*\\*\\s*", " ")
        .replaceAll("\\{@code ([^}]*)}", "`$1`")
        .strip();
  }

  /** Returns what each function reads: its own class, and whatever is injected or made for it. */
  private static Map<String, Set<Setting>> readByFunctions() {
    JavaClasses classes = new ClassFileImporter().importPath("target/classes");
    Map<String, Set<Setting>> read = new TreeMap<>();
    for (JavaClass type : classes) {
      type.getMethods().stream()
          .flatMap(method -> method.tryGetAnnotationOfType(Funq.class).stream())
          .forEach(
              function -> {
                Set<JavaClass> parts = new HashSet<>();
                collect(type, classes, parts);
                read.put(
                    function.value(),
                    parts.stream().flatMap(SettingsTest::readBy).collect(toSet()));
              });
    }
    return read;
  }

  private static void collect(JavaClass type, JavaClasses classes, Set<JavaClass> parts) {
    if (!type.getPackageName().startsWith("org.clientele") || !parts.add(type)) {
      return;
    }
    Stream.concat(
            type.getConstructors().stream()
                .flatMap(constructor -> constructor.getRawParameterTypes().stream())
                .map(part -> made(part, classes)),
            type.getConstructorCallsFromSelf().stream().map(call -> call.getTargetOwner()))
        .forEach(part -> collect(part, classes, parts));
  }

  /** Returns who makes what is injected, where that is not its own class. */
  private static JavaClass made(JavaClass part, JavaClasses classes) {
    return part.isEquivalentTo(Clock.class) ? classes.get(SystemClock.class) : part;
  }

  private static Stream<Setting> readBy(JavaClass part) {
    return Setting.all().stream()
        .filter(
            setting ->
                part.getMethodCallsFromSelf().stream()
                    .anyMatch(
                        call ->
                            call.getTargetOwner()
                                    .isEquivalentTo(setting.method().getDeclaringClass())
                                && call.getName().equals(setting.method().getName())));
  }
}
