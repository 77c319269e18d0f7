package org.clientele.json;

import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a body a value stands, {@code billing_address.pincode}; prints as {@code body} for the
 * body itself.
 *
 * <p>Names come from the caller too (metadata keys, unknown fields) and are printed only if they
 * can hardly be data: a name with a number in it, or a long one, ends the path before it.
 */
public record FieldPath(List<String> names) {

  public static final FieldPath ROOT = new FieldPath(List.of());

  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z][A-Za-z_]{0,31}[0-9]?");

  static FieldPath of(JsonMappingException e) {
    return new FieldPath(
        e.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .map(name -> name == null ? "" : name)
            .toList());
  }

  static FieldPath of(Path violated) {
    List<String> names = new ArrayList<>();
    for (Path.Node node : violated) {
      if (node.getKind() == ElementKind.CONTAINER_ELEMENT) {
        names.add(String.valueOf(node.getKey()));
      } else {
        names.add(node.getName());
      }
    }
    return new FieldPath(names);
  }

  static FieldPath of(@Nullable JsonStreamContext innermost) {
    Deque<String> names = new ArrayDeque<>();
    for (var context = innermost; context != null; context = context.getParent()) {
      if (context.getCurrentName() != null) {
        names.addFirst(context.getCurrentName());
      }
    }
    return new FieldPath(List.copyOf(names));
  }

  /** Returns the path of a member of the object that this is the path of. */
  public FieldPath child(String name) {
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    return new FieldPath(longer);
  }

  @Override
  public String toString() {
    var harmless = names.stream().takeWhile(name -> HARMLESS.matcher(name).matches()).toList();
    return harmless.isEmpty() ? "body" : String.join(".", harmless);
  }
}
