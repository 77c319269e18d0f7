package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Attributes;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DemoDataTest {

  /** A start that was killed before it stores all again; a batch may be stored in part. */
  @Test
  void lastItemIsTheCustomerByWhichAStartKnowsThatAllAreStored() {
    List<Map<String, AttributeValue>> items = DemoData.items();
    Map<String, AttributeValue> last = items.get(items.size() - 1);

    assertThat(CustomerItem.isCustomer(last)).isTrue();
    assertThat(CustomerItem.customerId(Attributes.of(last)))
        .isEqualTo(DemoData.samples().get(0).customer().id());
  }

  @Test
  void pageListsEverySampleWithoutMarkupOfItsOwn() {
    String page = StartPage.html("http://localhost:8080", DemoData.samples());

    assertThat(DemoData.samples())
        .hasSizeGreaterThan(3)
        .allSatisfy(
            sample ->
                assertThat(page)
                    .contains(sample.customer().id().value(), sample.token(), sample.what()));
  }
}
