package org.clientele.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.clientele.http.Route;

/** The functions of all routes, found by the names of their routes. */
final class TestingFunctions {

  private static final List<String> PACKAGES =
      List.of("access", "customer", "customfield", "token");

  private TestingFunctions() {}

  /**
   * @param collaborators what the functions' constructors ask for, one of each type; what is made
   *     of them alone may be left out
   */
  static Map<Route, Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>> of(
      Object... collaborators) {
    Map<Route, Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>> functions =
        new EnumMap<>(Route.class);
    for (Route route : EnumSet.complementOf(EnumSet.of(Route.REFUSE_UNKNOWN_ROUTE))) {
      Object function = construct(type(route), collaborators);
      functions.put(route, event -> handle(function, event));
    }
    return functions;
  }

  private static Class<?> type(Route route) {
    String name =
        Arrays.stream(route.name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining())
            + "Function";
    for (String folder : PACKAGES) {
      try {
        return Class.forName("org.clientele.function." + folder + "." + name);
      } catch (ClassNotFoundException e) {
        // looked for in the next package
      }
    }
    throw new AssertionError("no function " + name);
  }

  private static Object construct(Class<?> type, Object... collaborators) {
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object[] arguments =
        Arrays.stream(constructor.getParameterTypes())
            .map(
                wanted ->
                    Arrays.stream(collaborators)
                        .filter(wanted::isInstance)
                        .findFirst()
                        .orElseGet(() -> construct(wanted, collaborators)))
            .toArray();
    try {
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("function", e);
    }
  }

  private static APIGatewayV2HTTPResponse handle(Object function, APIGatewayV2HTTPEvent event) {
    try {
      return (APIGatewayV2HTTPResponse)
          function
              .getClass()
              .getMethod("handle", APIGatewayV2HTTPEvent.class)
              .invoke(function, event);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("function", e);
    }
  }
}
