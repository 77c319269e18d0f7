#!/usr/bin/env bash
# Quarkus 3.32.1, quarkus-funqy-amazon-lambda: a function whose parameter is Lambda's ScheduledEvent gets it without its
# detail type. Expected: "Scheduled Event", as a RequestHandler on Lambda's own Java runtime gets it, or an error. The
# event says "detail-type", the class says detailType, and Funqy's reader leaves out what it does not know.
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

import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import io.quarkus.funqy.Funq;

public class Functions {
  @Funq
  public String tick(ScheduledEvent event) {
    return "source: " + event.getSource() + ", detail type: " + event.getDetailType();
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
{"version": "0", "id": "89d1a02d-5ec7-412e-82f5-13505f849b41", "detail-type": "Scheduled Event",
 "source": "aws.events", "account": "123456789012", "time": "2026-01-01T00:00:00Z", "region": "ap-south-1",
 "resources": ["arn:aws:events:ap-south-1:123456789012:rule/tick"], "detail": {}}
JSON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
"source: aws.events, detail type: null"
SEEN
