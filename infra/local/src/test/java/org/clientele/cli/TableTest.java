package org.clientele.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class TableTest {

  private static String table(String json, int width) throws Exception {
    return Table.of(new ObjectMapper().readTree(json), width);
  }

  @Test
  void everyFieldIsALineAndNothingCommandsTheTerminal() throws Exception {
    String table =
        table(
            """
            {"id": "c-1", "address": {"city": "Pune\\nIndia", "note": "\\u001b[31m\\u202Ered"},
             "ok": true, "empty": [], "tags": ["a", "b"]}
            """,
            80);

    assertThat(table.lines())
        .containsExactly(
            "id            c-1",
            "address.city  Pune\\nIndia",
            "address.note  \\u001b[31m\\u202ered",
            "ok            true",
            "tags          [\"a\",\"b\"]");
  }

  @Test
  void rowsFitNameWhatHasNoRoomAndAreNeverCut() throws Exception {
    String table =
        table(
            """
            {"customer_id": "c-1", "tokens": [
              {"customer_id": "c-1", "token_id": "t-1",
               "long": "0123456789012345678901234567890123456789", "card_data": {"last4_digit": "1112"}, "status": "ACTIVE"},
              {"customer_id": "c-1", "token_id": "t-22", "status": "DEACTIVATED"}]}
            """,
            40);

    assertThat(table.lines())
        .containsExactly(
            "customer_id  c-1",
            "",
            "token_id  last4_digit  status",
            "t-1       1112         ACTIVE",
            "t-22                   DEACTIVATED",
            "Also in --output json: long");
  }
}
