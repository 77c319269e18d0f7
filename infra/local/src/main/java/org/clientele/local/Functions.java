package org.clientele.local;

import com.fasterxml.jackson.databind.JsonNode;

/** The template's functions, called by name as Lambda calls them: JSON in, JSON out. */
interface Functions extends AutoCloseable {

  /** Whether they run in this process, with its beans. */
  boolean isInProcess();

  /** Whether there is a function of this name. */
  boolean has(String name);

  /**
   * Returns what a function answers to an event.
   *
   * <p>The functions of routes answer whatever they are sent; those of queues throw at an event
   * that is not from a queue.
   *
   * @throws FunctionException if it throws or gives no answer, or there is no such function
   */
  JsonNode invoke(String name, JsonNode event) throws FunctionException;

  @Override
  void close();
}
