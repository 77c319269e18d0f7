package org.clientele.embedded;

import java.util.List;
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

  private static final Pattern ATTRIBUTE = Pattern.compile("[.](?:Arn|StreamArn)\\b");

  public Permission {
    resource = ATTRIBUTE.matcher(resource.replaceAll("[${}]", "")).replaceAll("");
    partitionKeys = List.copyOf(partitionKeys);
  }

  static Stream<Permission> of(Section statement) {
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
                    .map(resource -> new Permission(action, resource, partitionKeys)));
  }
}
