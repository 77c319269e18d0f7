package org.clientele.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Arc;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/** Every function of the archive, called as Lambda calls it: JSON in, JSON out. */
@Singleton
class LocalFunctions {

  private record Function(Object bean, Method method) {}

  private final ObjectMapper json;
  private final Map<String, Function> functions = new HashMap<>();

  LocalFunctions(ObjectMapper json) {
    this.json = json;
    for (Bean<?> bean :
        Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE)) {
      for (Method method : bean.getBeanClass().getMethods()) {
        if (method.isAnnotationPresent(Funq.class)) {
          Object instance = Arc.container().instance(bean.getBeanClass()).get();
          functions.put(method.getAnnotation(Funq.class).value(), new Function(instance, method));
        }
      }
    }
  }

  /**
   * Returns what a function answers to an event.
   *
   * @throws IllegalStateException if there is no such function, or if it throws, which no function
   *     may
   */
  JsonNode call(String name, JsonNode event) {
    Function function = functions.get(name);
    if (function == null) {
      throw new IllegalStateException("no function is called " + name);
    }
    try {
      Object input =
          json.readValue(json.writeValueAsString(event), function.method.getParameterTypes()[0]);
      return json.readTree(json.writeValueAsString(function.method.invoke(function.bean, input)));
    } catch (JsonProcessingException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("the function " + name + " failed", e);
    }
  }
}
