../common/openapi-generator java --library native --global-property skipFormModel=false
echo STEP generate ok

cp Story.java client/src/main/java/
mvn -B -q compile dependency:build-classpath -Dmdep.outputFile=classpath
echo STEP compile ok

java -cp "target/classes:$(cat classpath)" Story
