#!/usr/bin/env bash
# Quarkus 3.32.1, quarkus-funqy-amazon-lambda: the function.zip of a JVM build holds each class that Quarkus transforms
# twice, first as compiled, then as transformed. `unzip -n`, and plain `unzip` with nobody to answer its question, keep
# the first; `jar`, Python and `unzip -o` keep the last. With the first, the function fails when it is called.
# Expected: each name once in an archive that is uploaded for others to unpack.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>example</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>io.quarkus.platform</groupId>
        <artifactId>quarkus-bom</artifactId>
        <version>3.32.1</version>
        <type>pom</type>
        <scope>import</scope>
      </dependency>
    </dependencies>
  </dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>io.quarkus</groupId>
      <artifactId>quarkus-funqy-amazon-lambda</artifactId>
    </dependency>
  </dependencies>
</project>
POM
mkdir -p src/main/java/example
cat >src/main/java/example/Greeting.java <<'JAVA'
package example;

import jakarta.inject.Singleton;

@Singleton
public class Greeting {
  String text() {
    return "hello";
  }
}
JAVA
# Quarkus adds the constructor without parameters that an application-scoped bean needs for its proxy.
cat >src/main/java/example/Functions.java <<'JAVA'
package example;

import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class Functions {
  private final Greeting greeting;

  Functions(Greeting greeting) {
    this.greeting = greeting;
  }

  @Funq
  public String greet() {
    return greeting.text();
  }
}
JAVA
cat >Invoke.java <<'JAVA'
public class Invoke {
  public static void main(String[] args) throws Exception {
    new io.quarkus.funqy.lambda.FunqyStreamHandler().handleRequest(System.in, System.out, null);
    System.out.println();
    System.exit(0);
  }
}
JAVA
mvn -q -ntp -Dstyle.color=never org.apache.maven.plugins:maven-compiler-plugin:3.14.1:compile \
  io.quarkus.platform:quarkus-maven-plugin:3.32.1:build

mkdir jar unzip
(cd jar && jar xf ../target/function.zip)
(cd unzip && unzip -q -n ../target/function.zip)
call() {
  echo '{}' | QUARKUS_BANNER_ENABLED=false QUARKUS_LOG_LEVEL=OFF java -cp "$1:$1/lib/*" Invoke.java 2>&1 |
    grep -m 1 -o -E '"hello"|NoSuchMethodError: .*'
}
seen=$(
  echo "entries of Functions.class: $(jar tf target/function.zip | grep -c '^example/Functions.class$')"
  echo "unpacked by jar:      $(call jar)"
  echo "unpacked by unzip -n: $(call unzip)"
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
entries of Functions.class: 2
unpacked by jar:      "hello"
unpacked by unzip -n: NoSuchMethodError: example.Functions: method 'void <init>()' not found
SEEN
