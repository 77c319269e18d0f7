package org.clientele.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON by the letter of RFC 8259, so that a test need not trust the service's own reader. */
public final class StrictJsonReader {

  public static final int DEPTH = 10;
  private static final int LONG_NAME = 256;
  private static final int LONG_NUMBER = 40;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

  /** An exponent that Java has no number for, or none that is worth its memory. */
  private static final Pattern VAST = Pattern.compile("[eE][+-]?[0-9]{5,}$");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Not JSON, or nested too deeply. */
  public static final class Malformed extends Exception {}

  private final String text;
  private final List<List<String>> duplicates = new ArrayList<>();
  private final Deque<String> path = new ArrayDeque<>();
  private boolean hasLongToken;
  private int at;

  public StrictJsonReader(String text) {
    this.text = text;
  }

  /** Returns where names stood that their object had already, as far as the text was read. */
  public List<List<String>> duplicates() {
    return duplicates;
  }

  /** Whether there was a name or number of a length that nothing is said about. */
  public boolean hasLongToken() {
    return hasLongToken;
  }

  public JsonNode read() throws Malformed {
    JsonNode value = value(1);
    skipSpace();
    if (at < text.length()) {
      throw new Malformed();
    }
    return value;
  }

  private JsonNode value(int depth) throws Malformed {
    skipSpace();
    char next = peek();
    if (next == '{' || next == '[') {
      if (depth > DEPTH) {
        throw new Malformed();
      }
      at++;
      return next == '{' ? object(depth) : array(depth);
    }
    if (next == '"') {
      return NODES.textNode(string());
    }
    for (String literal : List.of("true", "false", "null")) {
      if (text.startsWith(literal, at)) {
        at += literal.length();
        return literal.equals("null")
            ? NODES.nullNode()
            : NODES.booleanNode(literal.equals("true"));
      }
    }
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      throw new Malformed();
    }
    hasLongToken |= number.group().length() > LONG_NUMBER;
    at = number.end();
    return number(number.group());
  }

  private JsonNode number(String digits) {
    if (WHOLE.matcher(digits).matches()) {
      long whole = Long.parseLong(digits);
      return (int) whole == whole ? NODES.numberNode((int) whole) : NODES.numberNode(whole);
    }
    boolean isOfAnySize = VAST.matcher(digits).find();
    hasLongToken |= isOfAnySize;
    return NODES.numberNode(isOfAnySize ? BigDecimal.ONE : new BigDecimal(digits));
  }

  private ObjectNode object(int depth) throws Malformed {
    ObjectNode object = NODES.objectNode();
    skipSpace();
    if (peek() == '}') {
      at++;
      return object;
    }
    while (true) {
      skipSpace();
      String name = string();
      hasLongToken |= name.length() > LONG_NAME;
      path.addLast(name);
      if (object.has(name)) {
        duplicates.add(List.copyOf(path));
      }
      skipSpace();
      expect(':');
      object.set(name, value(depth + 1));
      path.removeLast();
      skipSpace();
      if (peek() == '}') {
        at++;
        return object;
      }
      expect(',');
    }
  }

  private ArrayNode array(int depth) throws Malformed {
    ArrayNode array = NODES.arrayNode();
    skipSpace();
    if (peek() == ']') {
      at++;
      return array;
    }
    while (true) {
      array.add(value(depth + 1));
      skipSpace();
      if (peek() == ']') {
        at++;
        return array;
      }
      expect(',');
    }
  }

  private String string() throws Malformed {
    expect('"');
    var string = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        throw new Malformed();
      }
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    return string.toString();
  }

  private char escaped() throws Malformed {
    char c = peek();
    at++;
    if (c == 'u') {
      String digits = text.substring(at, Math.min(at + 4, text.length()));
      if (!digits.matches("[0-9A-Fa-f]{4}")) {
        throw new Malformed();
      }
      at += 4;
      return (char) Integer.parseInt(digits, 16);
    }
    int known = "\"\\/bfnrt".indexOf(c);
    if (known < 0) {
      throw new Malformed();
    }
    return "\"\\/\b\f\n\r\t".charAt(known);
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws Malformed {
    if (at >= text.length()) {
      throw new Malformed();
    }
    return text.charAt(at);
  }

  private void expect(char c) throws Malformed {
    if (peek() != c) {
      throw new Malformed();
    }
    at++;
  }
}
