package org.clientele.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.clientele.cli.Exit;
import org.clientele.local.LocalServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

class AwsFailureTest {

  private final StringWriter errors = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "Unable to load region from any of the providers in the chain a.b.C@1, set AWS_REGION",
    "Unable to load credentials from any of the providers in the chain C(p=P()), AWS credentials",
    "Connection refused, Connection refused"
  })
  void whatIsMissingIsToldWithoutTheNamesOfClasses(String message, String told) {
    assertThat(fail(SdkClientException.create(message))).isEqualTo(Exit.USAGE.code());
    assertThat(errors.toString())
        .startsWith("clientele: ")
        .contains(told)
        .doesNotContain("chain")
        .hasLineCount(1);
  }

  @Test
  void tableThatThereIsNotIsToldWithoutARequestsId() {
    fail(ResourceNotFoundException.builder().message("not found (Request ID: 1)").build());

    assertThat(errors.toString()).contains("there is no table").doesNotContain("Request");
  }

  private int fail(SdkException failure) {
    @CommandLine.Command
    class Failing implements Runnable {
      @Override
      public void run() {
        throw failure;
      }
    }
    return LocalServer.asClientele(new CommandLine(new Failing()))
        .setErr(new PrintWriter(errors, true))
        .execute();
  }
}
