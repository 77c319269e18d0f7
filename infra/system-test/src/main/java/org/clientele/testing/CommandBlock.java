package org.clientele.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block of a page of this repository.
 *
 * @param page its path from the top
 * @param language as the fence says; commands have none
 */
public record CommandBlock(String page, String language, String text) {

  private static final Path TOP = Path.of("../..");
  private static final Set<String> MADE = Set.of(".git", ".venv", "target", "node_modules");
  private static final Pattern FENCED = Pattern.compile("(?ms)^( *)```([a-z]*)\\n(.*?)^ *```$");

  /** What is said of a command. */
  private static final Pattern BESIDE = Pattern.compile(" {2,}# .*");

  /** Returns all blocks of all pages, in their order. */
  public static List<CommandBlock> all() {
    List<CommandBlock> blocks = new ArrayList<>();
    for (Path page : pages()) {
      blocks.addAll(of(page));
    }
    return blocks;
  }

  /** Returns the blocks of a page, in their order. */
  public static List<CommandBlock> of(String page) {
    return of(TOP.resolve(page));
  }

  private static List<CommandBlock> of(Path page) {
    try {
      return FENCED
          .matcher(Files.readString(page, UTF_8))
          .results()
          .map(
              block ->
                  new CommandBlock(
                      TOP.relativize(page).toString(),
                      block.group(2),
                      block.group(3).replaceAll("(?m)^" + block.group(1), "")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> pages() {
    try (Stream<Path> files = Files.walk(TOP)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> Stream.of(file.toString().split("/")).noneMatch(MADE::contains))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it is one that the reader may paste into a shell. */
  public boolean isOfCommands() {
    return language.isEmpty();
  }

  /** Returns its commands one by one and in their order, with the remarks between them. */
  public List<String> lines() {
    return text.replaceAll("\\\\\n *", "")
        .lines()
        .map(line -> BESIDE.matcher(line).replaceFirst(""))
        .flatMap(line -> Stream.of(line.startsWith("#") ? new String[] {line} : line.split(" && ")))
        .toList();
  }

  public List<String> commands() {
    return lines().stream().filter(line -> !line.startsWith("#")).toList();
  }
}
