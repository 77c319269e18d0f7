package org.clientele.local;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.clientele.embedded.SamTemplate;

/**
 * The functions as processes of an archive, started at the first event and kept. At most two run
 * for each function: enough for races between processes, few enough for a small machine. Other
 * events wait for one of the two.
 */
final class ArchiveFunctions implements Functions {

  private static final int PROCESSES = 2;

  /** After so many processes in a row that never asked for an event, no other is started. */
  private static final int FAILED_STARTS = 2;

  /** One function: its turns, its processes that wait for an event, and starts that failed. */
  private record Pool(
      SamTemplate.Function function,
      Semaphore turns,
      ConcurrentLinkedDeque<FunctionProcess> waiting,
      AtomicInteger failedStarts) {

    static Pool of(SamTemplate.Function function) {
      return new Pool(
          function,
          new Semaphore(PROCESSES, true),
          new ConcurrentLinkedDeque<>(),
          new AtomicInteger());
    }
  }

  private final Archive archive;
  private final Supplier<Map<String, String>> settings;
  private final ObjectMapper json;
  private final Map<String, Pool> pools;
  private final Set<FunctionProcess> processes = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param settings the environment variables that are not as the template has them; a process is
   *     replaced when they have changed since it was started
   */
  ArchiveFunctions(
      Archive archive,
      SamTemplate template,
      Supplier<Map<String, String>> settings,
      ObjectMapper json) {
    this.archive = archive;
    this.settings = settings;
    this.json = json;
    this.pools =
        template.functions().stream()
            .map(Pool::of)
            .collect(toMap(pool -> pool.function.name(), identity()));
  }

  @Override
  public boolean isInProcess() {
    return false;
  }

  @Override
  public boolean has(String name) {
    return pools.containsKey(name);
  }

  @Override
  public JsonNode invoke(String name, JsonNode event) throws FunctionException {
    Pool pool = pools.get(name);
    if (pool == null) {
      throw new FunctionException("there is no function " + name);
    }
    try {
      pool.turns.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FunctionException(name + " was not called: the server is being stopped", e);
    }
    try {
      return invoke(pool, event);
    } finally {
      pool.turns.release();
    }
  }

  private JsonNode invoke(Pool pool, JsonNode event) throws FunctionException {
    FunctionProcess process = process(pool);
    try {
      String answer = process.invoke(event.toString());
      return answer.isEmpty() ? NullNode.getInstance() : json.readTree(answer);
    } catch (JsonProcessingException e) {
      throw new FunctionException(pool.function.name() + " did not answer JSON", e);
    } finally {
      if (process.isStarted()) {
        pool.failedStarts.set(0);
      } else {
        pool.failedStarts.incrementAndGet();
      }
      pool.waiting.push(process);
    }
  }

  private FunctionProcess process(Pool pool) throws FunctionException {
    Map<String, String> environment = new HashMap<>(pool.function.environment());
    environment.putAll(settings.get());
    for (FunctionProcess process = pool.waiting.poll();
        process != null;
        process = pool.waiting.poll()) {
      if (process.isReady(environment)) {
        return process;
      }
      processes.remove(process);
      process.close();
    }
    if (pool.failedStarts.get() >= FAILED_STARTS) {
      throw new FunctionException(
          pool.function.name()
              + " is not started again: its processes end or wait without asking for an event");
    }
    FunctionProcess started = FunctionProcess.start(pool.function, archive, environment);
    processes.add(started);
    if (closed) {
      started.close();
    }
    return started;
  }

  /** Ends all processes, whatever they are doing. */
  @Override
  public void close() {
    closed = true;
    processes.forEach(FunctionProcess::close);
  }
}
