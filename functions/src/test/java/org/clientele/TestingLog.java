package org.clientele;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What a class logs until this is closed. */
public final class TestingLog extends Handler implements AutoCloseable {

  private record Line(Level level, String text) {}

  private final PatternFormatter text = new PatternFormatter("%s");
  private final Logger logger;
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  public TestingLog(Class<?> type) {
    logger = Logger.getLogger(type.getName());
    logger.addHandler(this);
  }

  /** Returns the texts of all lines. */
  public List<String> lines() {
    return lines.stream().map(Line::text).toList();
  }

  /** Returns the text of the only line, which is of at least that level. */
  public String onlyLine(Level least) {
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).level().intValue()).isGreaterThanOrEqualTo(least.intValue());
    return lines.get(0).text();
  }

  @Override
  public void publish(LogRecord logged) {
    lines.add(new Line(logged.getLevel(), text.format(logged)));
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
