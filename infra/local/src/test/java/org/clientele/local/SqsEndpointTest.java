package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqsEndpointTest {

  private final LocalSqs queues = new LocalSqs();
  private final SqsEndpoint endpoint = new SqsEndpoint(queues, new ObjectMapper());

  @Test
  void batchIsQueued() throws Exception {
    HttpResponse<String> answer =
        send(
            "AmazonSQS.SendMessageBatch",
            "{\"QueueUrl\": \"q\", \"Entries\": [{\"Id\": \"1\", \"MessageBody\": \"content\"}]}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(queues.poll("q")).hasValue("content");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AmazonSQS.SendMessageBatch | {           |"
            + " com.amazon.coral.service#SerializationException",
        "AmazonSQS.SendMessageBatch | []          |"
            + " com.amazon.coral.service#SerializationException",
        "AmazonSQS.SendMessageBatch | {}          | com.amazonaws.sqs#MissingParameter",
        "AmazonSQS.SendMessageBatch | {\"QueueUrl\": \"q\"} | com.amazonaws.sqs#EmptyBatchRequest",
        "AmazonSQS.ListQueues       | {}          | com.amazonaws.sqs#UnsupportedOperation"
      })
  void whatCannotBeDoneIsRefusedWithItsType(String target, String body, String type)
      throws Exception {
    HttpResponse<String> answer = send(target, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new ObjectMapper().readTree(answer.body()).path("__type").asText()).isEqualTo(type);
  }

  private HttpResponse<String> send(String target, String body)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(endpoint.url())
                .header("X-Amz-Target", target)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }
}
