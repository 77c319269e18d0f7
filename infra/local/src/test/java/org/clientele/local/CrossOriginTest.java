package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.clientele.embedded.SamTemplate;
import org.junit.jupiter.api.Test;

/** {@code LocalServerIT} has what pages may do here. */
class CrossOriginTest {

  @Test
  void deployedApiAllowsNoPageFromElsewhere() throws IOException {
    String template = Files.readString(Path.of("../template.yaml"));

    assertThat(template)
        .contains("AWS::Serverless::HttpApi")
        .doesNotContainIgnoringCase("cors")
        .doesNotContainIgnoringCase("access-control-");
    assertThat(SamTemplate.read().functions())
        .flatExtracting(SamTemplate.Function::routes)
        .extracting(SamTemplate.Route::method)
        .contains("GET", "POST")
        .doesNotContain("OPTIONS");
  }
}
