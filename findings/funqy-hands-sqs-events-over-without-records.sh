#!/usr/bin/env bash
# Quarkus 3.32.1, quarkus-funqy-amazon-lambda as it is by default: a function whose parameter is Lambda's SQSEvent
# is called once per message, each time with an event whose getRecords() is null, and the batch is acknowledged.
# Expected: one call with the two records, or a build that refuses such a parameter. The layer in between reads each
# message's body into the parameter, and a JSON object of any kind makes an empty SQSEvent. With
# quarkus.funqy.amazon-lambda.advanced-event-handling.enabled=false at build time the event arrives whole.
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
    <dependency>
      <groupId>com.amazonaws</groupId>
      <artifactId>aws-lambda-java-events</artifactId>
    </dependency>
  </dependencies>
</project>
POM
mkdir -p src/main/java/example
cat >src/main/java/example/Functions.java <<'JAVA'
package example;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.quarkus.funqy.Funq;

public class Functions {
  @Funq
  public void receive(SQSEvent event) {
    System.out.println("called with records: " + event.getRecords());
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
mkdir function && (cd function && jar xf ../target/function.zip)

seen=$(QUARKUS_BANNER_ENABLED=false QUARKUS_LOG_LEVEL=OFF java -cp 'function:function/lib/*' Invoke.java <<'JSON'
{"Records": [
  {"messageId": "m1", "body": "{\"order\": 1}", "eventSource": "aws:sqs"},
  {"messageId": "m2", "body": "{\"order\": 2}", "eventSource": "aws:sqs"}]}
JSON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
called with records: null
called with records: null
{"batchItemFailures":[]}
SEEN
