package org.clientele;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.funqy.Funq;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.clientele.http.Route;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "org.clientele", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] MODEL = {
    "org.clientele.access..",
    "org.clientele.carddata..",
    "org.clientele.customer..",
    "org.clientele.customfield..",
    "org.clientele.error..",
    "org.clientele.id..",
    "org.clientele.merchant..",
    "org.clientele.search..",
    "org.clientele.time..",
    "org.clientele.token.."
  };

  private static final List<Path> MODULES =
      List.of(Path.of("../shared-model"), Path.of("."), Path.of("../infra/embedded"));

  @ArchTest
  static final ArchRule dependenciesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.clientele..")
          .ensureAllClassesAreContainedInArchitectureIgnoring("org.clientele.embedded..")
          .layer("function")
          .definedBy("org.clientele.function..")
          .layer("idempotency")
          .definedBy("org.clientele.idempotency..")
          .layer("sweep")
          .definedBy("org.clientele.sweep..")
          .layer("notice")
          .definedBy("org.clientele.notice..")
          .layer("outbox")
          .definedBy("org.clientele.outbox..")
          .layer("http")
          .definedBy("org.clientele.http..")
          .layer("queue")
          .definedBy("org.clientele.queue..")
          .layer("stream")
          .definedBy("org.clientele.stream..")
          .layer("auth")
          .definedBy("org.clientele.auth..")
          .layer("store")
          .definedBy("org.clientele.store..")
          .layer("json")
          .definedBy("org.clientele.json..")
          .layer("metrics")
          .definedBy("org.clientele.metrics..")
          .layer("settings")
          .definedBy("org.clientele.settings..")
          .layer("model")
          .definedBy(MODEL)
          .whereLayer("function")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("idempotency")
          .mayOnlyBeAccessedByLayers("function")
          .whereLayer("sweep")
          .mayOnlyBeAccessedByLayers("function")
          .whereLayer("notice")
          .mayOnlyBeAccessedByLayers("function")
          .whereLayer("outbox")
          .mayOnlyBeAccessedByLayers("function")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("function", "idempotency")
          .whereLayer("queue")
          .mayOnlyBeAccessedByLayers("function", "sweep", "outbox")
          .whereLayer("stream")
          .mayOnlyBeAccessedByLayers("function")
          .whereLayer("auth")
          .mayOnlyBeAccessedByLayers("function", "http", "idempotency")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("function", "http", "idempotency", "auth", "sweep", "outbox")
          .whereLayer("json")
          .mayOnlyBeAccessedByLayers(
              "function", "http", "idempotency", "notice", "queue", "stream", "sweep", "outbox");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.clientele.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theModelKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(MODEL)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..", "software.amazon..", "com.amazonaws..", "jakarta.inject..");

  @ArchTest
  static final ArchRule dynamoDbIsKnownToTheStoreAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages("..store..", "..embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk.services.dynamodb..");

  @ArchTest
  static final ArchRule operationsTakeTheTimeFromTheirRequestOrMessage =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.clientele.function..", "..notice..", "..sweep..", "..outbox..", "..store..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class);

  @ArchTest
  static final ArchRule nothingIsInjectedIntoFields =
      fields().should().notBeAnnotatedWith(Inject.class);

  @ArchTest
  static final ArchRule collaboratorsAreFinal =
      fields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("org.clientele.function..")
          .should()
          .bePrivate()
          .andShould()
          .beFinal();

  @ArchTest
  static final ArchRule functionsAreNamedSo =
      classes()
          .that()
          .resideInAPackage("org.clientele.function..")
          .and()
          .arePublic()
          .should()
          .haveSimpleNameEndingWith("Function");

  @ArchTest
  static void everyFunctionServesItsRouteUnderItsName(JavaClasses all) {
    Set<String> names =
        all.stream()
            .filter(type -> type.getPackageName().startsWith("org.clientele.function"))
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(Funq.class))
            .filter(ArchitectureTest::servesARoute)
            .map(ArchitectureTest::functionName)
            .collect(toSet());

    assertThat(names)
        .isNotEmpty()
        .isEqualTo(Arrays.stream(Route.values()).map(Route::function).collect(toSet()));
  }

  private static boolean servesARoute(JavaMethod method) {
    return method.getRawParameterTypes().get(0).isEquivalentTo(APIGatewayV2HTTPEvent.class);
  }

  private static String functionName(JavaMethod method) {
    String name = method.getAnnotationOfType(Funq.class).value();
    String type = method.getOwner().getSimpleName().replace("Function", "");
    assertThat(type.replaceAll("(?<=[a-z])(?=[A-Z])", "-")).isEqualToIgnoringCase(name);
    return name;
  }

  @ArchTest
  static void everyWireTypeIsReadableInANativeImage(JavaClasses all) {
    Set<String> registered =
        all.stream()
            .filter(type -> type.isAnnotatedWith(RegisterForReflection.class))
            .flatMap(ArchitectureTest::registered)
            .collect(toSet());

    Set<String> wireRecords =
        all.stream()
            .filter(JavaClass::isRecord)
            .filter(
                type ->
                    type.getFields().stream().anyMatch(f -> f.isAnnotatedWith(JsonProperty.class)))
            .map(JavaClass::getName)
            .collect(toSet());
    assertThat(wireRecords).hasSizeGreaterThan(5);
    assertThat(registered).containsAll(wireRecords);
  }

  @ArchTest
  static void noPackageHasMoreThanTwentyClasses(JavaClasses all) {
    Map<String, Long> sizes =
        all.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, counting()));

    assertThat(sizes)
        .hasSizeGreaterThan(20)
        .allSatisfy((name, size) -> assertThat(size).isLessThanOrEqualTo(20L));
  }

  /** Blank lines, comments and imports do not count. */
  @Test
  void noClassHasMoreThan250LinesOfCode() throws IOException {
    Map<Path, Long> sizes = new HashMap<>();
    for (Path module : MODULES) {
      try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          sizes.put(file, linesOfCode(Files.readString(file)));
        }
      }
    }

    assertThat(sizes)
        .hasSizeGreaterThan(100)
        .allSatisfy((file, size) -> assertThat(size).isLessThanOrEqualTo(250L));
  }

  @Test
  void noMethodOfTheStoreHasMoreThanTwentyLinesOfCode() throws IOException {
    Path store = Path.of("src/main/java/org/clientele/store");
    Map<String, Long> sizes;
    try (Stream<Path> files = Files.walk(store)) {
      sizes = MethodSizes.of(files.filter(path -> path.toString().endsWith(".java")).toList());
    }

    assertThat(sizes)
        .hasSizeGreaterThan(150)
        .allSatisfy((method, size) -> assertThat(size).isLessThanOrEqualTo(20L));
  }

  /** The lines of code between the braces of methods. */
  private static final class MethodSizes extends TreeScanner<@Nullable Void, CompilationUnitTree> {

    private final Map<String, Long> sizes = new HashMap<>();
    private final SourcePositions positions;

    private MethodSizes(SourcePositions positions) {
      this.positions = positions;
    }

    static Map<String, Long> of(List<Path> paths) throws IOException {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      try (var files = compiler.getStandardFileManager(null, null, null)) {
        var sources = files.getJavaFileObjectsFromPaths(paths);
        var task = (JavacTask) compiler.getTask(null, files, null, null, null, sources);
        var scanner = new MethodSizes(Trees.instance(task).getSourcePositions());
        task.parse().forEach(unit -> scanner.scan(unit, unit));
        return scanner.sizes;
      }
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
      BlockTree body = method.getBody();
      if (body != null) {
        int begin = (int) positions.getStartPosition(unit, body);
        int end = (int) positions.getEndPosition(unit, body);
        long size = linesOfCode(text(unit).substring(begin, end)) - 2;
        sizes.merge(unit.getSourceFile().getName() + " " + method.getName(), size, Math::max);
      }
      return super.visitMethod(method, unit);
    }

    private static String text(CompilationUnitTree unit) {
      try {
        return unit.getSourceFile().getCharContent(true).toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static long linesOfCode(String text) {
    return text.replaceAll("(?s)/\\*.*?\\*/", "")
        .lines()
        .filter(line -> !line.isBlank())
        .filter(line -> !line.strip().startsWith("//"))
        .filter(line -> !line.startsWith("import "))
        .count();
  }

  /** Returns the types that an annotation registers: its own where it names no others. */
  private static Stream<String> registered(JavaClass annotated) {
    Class<?>[] targets = annotated.getAnnotationOfType(RegisterForReflection.class).targets();
    return targets.length == 0
        ? Stream.of(annotated.getName())
        : Arrays.stream(targets).map(Class::getName);
  }
}
