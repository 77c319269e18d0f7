package org.clientele.store.cursor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.TestingSettings;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.clientele.store.TestingDynamoDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

class CursorsTest {

  private static final String LIST = "customers status=ACTIVE";
  private static final int CODE_LETTERS = 64;
  private static final String PLACE = "2026-01-31T23:59:59.999999Z#cust-v1-260131235959-aa-iDjsog";

  private final MerchantId merchant = new MerchantId(UUID.randomUUID().toString());
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final Cursors cursors = cursors();

  private Cursors cursors() {
    return new Cursors(dynamoDb, TestingSettings.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", PLACE, "é\u0000\uD83D\uDE00"})
  void cursorLeadsToItsPlace(String place) {
    String cursor = cursors.format(merchant, LIST, place);

    assertThat(cursor).matches("[a-p]+");
    assertThat(cursors.parse(merchant, LIST, cursor)).isEqualTo(place);
    assertThat(cursors().parse(merchant, LIST, cursor)).as("another process").isEqualTo(place);
  }

  @Test
  void everyChangedCharacterIsRefused() {
    Stream.of(PLACE, PLACE + "1", PLACE + "12", "\uFFFD")
        .map(place -> cursors.format(merchant, LIST, place))
        .forEach(
            cursor -> {
              for (int at = 0; at < cursor.length(); at++) {
                for (int bit = 0; bit < 8; bit++) {
                  char flipped = (char) (cursor.charAt(at) ^ (1 << bit));
                  requireRefused(
                      LIST, cursor.substring(0, at) + flipped + cursor.substring(at + 1));
                }
                requireRefused(LIST, cursor.substring(0, at));
                requireRefused(LIST, cursor.substring(at + 1));
              }
              requireRefused(LIST, cursor + "a");
              requireRefused(LIST, cursor + "aa");
              requireRefused(LIST, cursor.toUpperCase(Locale.ROOT));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "aa", "A", "é", "null", " "})
  void anyOtherTextIsRefused(String text) {
    cursors.format(merchant, LIST, PLACE);

    requireRefused(LIST, text);
  }

  @Test
  void cursorOfAnotherListIsRefused() {
    String cursor = cursors.format(merchant, LIST, PLACE);

    requireRefused(LIST + " ", cursor);
    requireRefused("", cursor);
    requireRefused(LIST + PLACE.charAt(0), cursors.format(merchant, LIST, PLACE));
  }

  @Test
  void partsCannotBeMovedFromOneToTheNext() {
    String ofList = cursors.format(merchant, "ab", "c");
    String ofPlace = cursors.format(merchant, "a", "bc");

    assertThat(cursors.parse(merchant, "ab", ofList)).isEqualTo("c");
    assertThat(ofPlace).doesNotStartWith(ofList.substring(0, CODE_LETTERS));
    requireRefused("a", ofList);
    requireRefused("ab", ofPlace);
  }

  @Test
  void placeCannotBeReadFromACursor() {
    List<String> encrypted =
        IntStream.range(0, 100)
            .mapToObj(i -> cursors.format(merchant, LIST + i, PLACE).substring(CODE_LETTERS))
            .toList();

    assertThat(encrypted)
        .doesNotHaveDuplicates()
        .allMatch(letters -> letters.length() == 2 * PLACE.length())
        .noneMatch(letters -> letters.contains(letters(PLACE.substring(0, 4))));
  }

  /** Returns a text in the letters of cursors. */
  private static String letters(String text) {
    return HexFormat.of()
        .formatHex(text.getBytes(UTF_8))
        .chars()
        .map(digit -> 'a' + Character.digit(digit, 16))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void cursorOfAnotherMerchantIsRefused() {
    MerchantId other = new MerchantId(UUID.randomUUID().toString());
    String cursor = cursors.format(other, LIST, PLACE);

    requireRefused(LIST, cursor);
    cursors.format(merchant, LIST, PLACE);
    requireRefused(LIST, cursor);
  }

  @Test
  void keyIsMadeWithTheFirstCursorAndReadOnce() {
    requireRefused(LIST, cursors.format(new MerchantId("other"), LIST, PLACE));
    dynamoDb.forgetRequests();

    String cursor = cursors.format(merchant, LIST, PLACE);
    cursors.parse(merchant, LIST, cursor);
    cursors.format(merchant, LIST, PLACE);

    assertThat(dynamoDb.requests())
        .hasExactlyElementsOfTypes(GetItemRequest.class, PutItemRequest.class);
    dynamoDb.forgetRequests();
    Cursors later = cursors();
    later.parse(merchant, LIST, cursor);
    later.format(merchant, LIST, PLACE);
    assertThat(dynamoDb.requests()).hasExactlyElementsOfTypes(GetItemRequest.class);
  }

  @Test
  void keyWhosePutIsRepeatedIsTheOneThatIsStored() {
    dynamoDb.repeatNextWrite(() -> {});

    String cursor = cursors.format(merchant, LIST, PLACE);

    assertThat(cursors().parse(merchant, LIST, cursor)).isEqualTo(PLACE);
  }

  @Test
  void processesThatMakeTheKeyAtOnceHaveTheSame() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<String>> firsts =
          Stream.generate(this::cursors)
              .limit(8)
              .<Callable<String>>map(process -> () -> process.format(merchant, LIST, PLACE))
              .toList();

      List<String> made = threads.invokeAll(firsts).stream().map(CursorsTest::result).toList();

      assertThat(made).containsOnly(cursors.format(merchant, LIST, PLACE));
    } finally {
      threads.shutdown();
    }
  }

  private static String result(Future<String> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private void requireRefused(String list, String cursor) {
    assertThatExceptionOfType(ApiException.class)
        .as("%s", cursor)
        .isThrownBy(() -> cursors.parse(merchant, list, cursor))
        .returns(INVALID_REQUEST, ApiException::code)
        .returns(Cursors.FIELD, ApiException::reason)
        .withMessage(
            "cursor must be a next_cursor that was answered to the same query, as it was answered");
  }
}
