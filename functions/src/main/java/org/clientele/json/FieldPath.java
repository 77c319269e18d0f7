package org.clientele.json;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        // An element of a list has a number, which is left out.
        if (node.getKey() != null) {
          names.add(node.getKey().toString());
        }
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

  /**
   * Returns the paths of all members of an object and of those in it, also of those that are null.
   */
  public static Set<String> allOf(ObjectNode object) {
    Set<String> paths = new HashSet<>();
    addAll(object, "", paths);
    return paths;
  }

  private static void addAll(ObjectNode object, String parent, Set<String> paths) {
    object
        .properties()
        .forEach(
            member -> {
              String path = parent + member.getKey();
              paths.add(path);
              if (member.getValue() instanceof ObjectNode inner) {
                addAll(inner, path + ".", paths);
              }
            });
  }

  /** Returns the path of a member of the object that this is the path of. */
  public FieldPath child(String name) {
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    return new FieldPath(longer);
  }

  /** Returns the paths of those fields beside this one whose names look like its own. */
  Set<String> like(Collection<String> known) {
    if (names.isEmpty()) {
      return Set.of();
    }
    FieldPath parent = new FieldPath(names.subList(0, names.size() - 1));
    return LikeNames.of(names.get(names.size() - 1), known).stream()
        .map(name -> parent.child(name).toString())
        .collect(toUnmodifiableSet());
  }

  /** Takes what stands here out of a tree, and returns whether anything did. */
  boolean removeFrom(JsonNode tree) {
    JsonNode parent = tree;
    for (String name : names.subList(0, Math.max(0, names.size() - 1))) {
      parent = parent.path(name);
    }
    return !names.isEmpty()
        && parent instanceof ObjectNode object
        && object.remove(names.get(names.size() - 1)) != null;
  }

  @Override
  public String toString() {
    var harmless = names.stream().takeWhile(name -> HARMLESS.matcher(name).matches()).toList();
    return harmless.isEmpty() ? "body" : String.join(".", harmless);
  }
}
