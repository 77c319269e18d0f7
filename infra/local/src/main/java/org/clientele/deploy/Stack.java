package org.clientele.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stack that is to be deployed.
 *
 * @param parameters by name, where they have a value. None is left out, because SAM keeps what a
 *     stack had for those that it is not given
 */
record Stack(String name, StackTemplate template, Map<String, String> parameters) {

  Stack {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Returns a stack with the parameters of its template, which are taken out of what is given.
   *
   * @param given for this stack, and for others
   */
  static Stack of(String name, StackTemplate template, Map<String, String> given) {
    Map<String, String> parameters = new TreeMap<>();
    for (Parameter parameter : template.parameters()) {
      String value = given.remove(parameter.name());
      if (value != null) {
        parameters.put(parameter.name(), value.strip());
      } else if (parameter.fallback() != null) {
        parameters.put(parameter.name(), parameter.fallback());
      }
    }
    return new Stack(name, template, parameters);
  }

  Stack with(String parameter, String value) {
    Map<String, String> others = new TreeMap<>(parameters);
    others.put(parameter, value);
    return new Stack(name, template, others);
  }

  /** Returns the template's parameters that have no value. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Parameter parameter : template.parameters()) {
      if (!parameters.containsKey(parameter.name())) {
        missing.add(parameter.name());
      }
    }
    return missing;
  }
}
