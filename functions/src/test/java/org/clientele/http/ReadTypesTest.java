package org.clientele.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import jakarta.validation.Valid;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadTypesTest {

  private static final Json JSON = TestingApi.json(TestingSettings.of());

  @ParameterizedTest
  @EnumSource
  void whatIsReadIsNamedWithWhatItHolds(Route route) {
    List<Class<?>> held =
        ReadTypes.of(route).stream()
            .flatMap(type -> Arrays.stream(type.getRecordComponents()))
            .filter(component -> component.getAccessor().isAnnotationPresent(Valid.class))
            .<Class<?>>map(RecordComponent::getType)
            .toList();

    assertThat(ReadTypes.of(route)).containsAll(held);
  }

  @ParameterizedTest
  @EnumSource
  void primingReadsAllOfThem(Route route) {
    ReadTypes.of(route)
        .forEach(
            type -> assertThatNoException().isThrownBy(() -> Priming.refuse(JSON, type, route)));
  }
}
