package org.clientele.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the API's names are on the command line. */
final class Names {

  /** All of it is the merchant's. */
  private static final String MERCHANT = "--merchant-";

  private Names() {}

  /** Returns the option of a field, parameter or header: {@code --first-name}. */
  static String option(String name) {
    return "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the option and its short form: {@code --metadata} of {@code merchant_metadata}. */
  static String[] options(String name) {
    List<String> options = new ArrayList<>(List.of(option(name)));
    if (options.get(0).startsWith(MERCHANT)) {
      options.add("--" + options.get(0).substring(MERCHANT.length()));
    }
    return options.toArray(String[]::new);
  }

  /** Returns the field that is meant, written as the API has it or as its option. */
  static String field(String given) {
    return given.replace('-', '_');
  }

  /** Returns how a value is called in a line of usage: {@code CUSTOMER_ID}. */
  static String label(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
