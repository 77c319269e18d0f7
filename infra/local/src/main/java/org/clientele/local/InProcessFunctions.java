package org.clientele.local;

import static java.util.Objects.requireNonNull;

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
   * Returns a mapper with the settings that Quarkus gives its own on Lambda, in {@code
   * AmazonLambdaMapperRecorder}, which is not in this module. It is a copy of Quarkus' mapper
   * because a builder would start without its modules.
   */
  @SuppressWarnings("deprecation")
  private static ObjectMapper asOnLambda(ObjectMapper json) {
    return json.copy()
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
        .configure(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES, true);
  }

  @Override
  public boolean isInProcess() {
    return true;
  }

  @Override
  public boolean has(String name) {
    return functions.containsKey(name);
  }

  @Override
  public JsonNode invoke(String name, JsonNode event) throws FunctionException {
    Function function = functions.get(name);
    if (function == null) {
      throw new FunctionException("there is no function " + name);
    }
    try {
      Object input =
          json.readValue(json.writeValueAsString(event), function.method.getParameterTypes()[0]);
      return json.readTree(json.writeValueAsString(function.method.invoke(function.bean, input)));
    } catch (InvocationTargetException e) {
      Throwable cause = requireNonNull(e.getCause());
      throw new FunctionException(name + " threw " + cause.getClass().getName(), cause);
    } catch (JsonProcessingException e) {
      throw new FunctionException(name + " cannot read the event, or answered no JSON", e);
    } catch (IllegalAccessException e) {
      throw new FunctionException(name + " cannot be called", e);
    }
  }

  @Override
  public void close() {
    // they end with this process
  }
}
