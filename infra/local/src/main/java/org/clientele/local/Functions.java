package org.clientele.local;

import com.fasterxml.jackson.databind.JsonNode;

/** The template's functions, called by name as Lambda calls them: JSON in, JSON out. */
interface Functions {

  /**
   * Returns what a function answers to an event.
   *
   * @throws FunctionException if it throws, which no function may, or gives no answer
   */
  JsonNode invoke(String name, JsonNode event) throws FunctionException;
}
