package org.clientele.embedded;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that a role allows.
 *
 * @param action {@code dynamodb:GetItem} for one
 * @param resource a logical id, with what belongs to it after a slash: {@code
 *     CustomersTable/index/token-expiry}
 * @param partitionKeys what partition keys have to look like, with asterisks; empty for any
 */
public record Permission(String action, String resource, List<String> partitionKeys) {

  private static final Pattern NO_NAME =
      Pattern.compile("^arn:[^/]*:table/|[${}]|[.](?:Arn|StreamArn)\\b");

  public Permission {
    partitionKeys = List.copyOf(partitionKeys);
  }

  /**
   * @param values of parameters
   */
  static Stream<Permission> of(Section statement, Map<String, String> values) {
    List<String> partitionKeys =
        statement
            .findSection("Condition")
            .map(condition -> condition.section("ForAllValues:StringLike"))
            .map(condition -> condition.oneOrMoreTexts("dynamodb:LeadingKeys"))
            .orElse(List.of());
    return statement.oneOrMoreTexts("Action").stream()
        .flatMap(
            action ->
                statement.oneOrMoreTexts("Resource").stream()
                    .map(
                        resource ->
                            new Permission(action, logicalId(resource, values), partitionKeys)));
  }

  private static String logicalId(String resource, Map<String, String> values) {
    String[] parts = NO_NAME.matcher(resource).replaceAll("").split("/", 2);
    parts[0] = NO_NAME.matcher(values.getOrDefault(parts[0], parts[0])).replaceAll("");
    return String.join("/", parts);
  }
}
