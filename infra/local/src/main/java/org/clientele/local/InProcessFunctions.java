package org.clientele.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Arc;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/** The functions as beans of this process. */
final class InProcessFunctions implements Functions {

  private record Function(Object bean, Method method) {}

  private final ObjectMapper json;
  private final Map<String, Function> functions = new HashMap<>();

  InProcessFunctions(ObjectMapper json) {
    this.json = asOnLambda(json);
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
   * Returns a mapper that reads events as {@code AmazonLambdaMapperRecorder} of Quarkus has them
   * read, which this module goes without. A builder would not start from Quarkus' own mapper.
   */
  @SuppressWarnings("deprecation")
  private static ObjectMapper asOnLambda(ObjectMapper json) {
    return json.copy()
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
        .configure(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES, true);
  }

  @Override
  public JsonNode invoke(String name, JsonNode event) throws FunctionException {
    Function function = functions.get(name);
    if (function == null) {
      throw new FunctionException("no function is called " + name);
    }
    try {
      Object input =
          json.readValue(json.writeValueAsString(event), function.method.getParameterTypes()[0]);
      return json.readTree(json.writeValueAsString(function.method.invoke(function.bean, input)));
    } catch (InvocationTargetException e) {
      throw new FunctionException(name + " failed", e.getCause());
    } catch (JsonProcessingException | IllegalAccessException e) {
      throw new FunctionException(name + " failed", e);
    }
  }
}
