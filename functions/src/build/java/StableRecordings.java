import static java.util.Comparator.comparing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Makes the classes that Quarkus records the same in each build. By themselves they are not: the
 * keys by which they hand each other values are numbered by a counter that the threads of its build
 * share, and what it keeps in hash tables by class comes in an order by chance.
 */
final class StableRecordings {

  private static final String KEY = "proxykey";
  private static final Pattern NUMBERED_KEY = Pattern.compile(KEY + "[0-9]+");

  /** Puts each of our classes that it names, and names in no other way, into a set. */
  private static final String VALIDATED = "HibernateValidatorProcessor$build";

  private static final Pattern OUR_CLASS = Pattern.compile("org\\.clientele\\.[\\w.$]+");

  /** {@code new}, {@code dup}, {@code invokespecial} and {@code astore}: a recorder is made. */
  private static final int MAKING = 4;

  private final Map<String, String> keys = new HashMap<>();
  private int sets;

  private StableRecordings() {}

  public static void main(String[] folder) throws IOException {
    Path recorded = Path.of(folder[0]);
    // A native archive has no classes.
    if (Files.exists(recorded)) {
      rewrite(recorded);
    }
  }

  private static void rewrite(Path recorded) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(recorded)) {
      files = listed.sorted().toList();
    }
    var stable = new StableRecordings();
    for (Path file : files) {
      Files.write(file, stable.rewritten(file));
    }
    if (stable.keys.isEmpty() || stable.sets != 1) {
      throw new IllegalStateException("Quarkus records other classes or keys than it did");
    }
  }

  private byte[] rewritten(Path file) throws IOException {
    var type = new ClassNode();
    new ClassReader(Files.readAllBytes(file)).accept(type, 0);
    type.methods.forEach(StableRecordings::sortRecorders);
    for (LdcInsnNode text : texts(type, NUMBERED_KEY)) {
      text.cst = keys.computeIfAbsent((String) text.cst, key -> KEY + (keys.size() + 1));
    }
    if (file.getFileName().toString().startsWith(VALIDATED)) {
      sort(texts(type, OUR_CLASS));
      sets++;
    }
    var writer = new ClassWriter(0);
    type.accept(writer);
    return writer.toByteArray();
  }

  private static List<LdcInsnNode> texts(ClassNode type, Pattern form) {
    List<LdcInsnNode> texts = new ArrayList<>();
    for (MethodNode method : type.methods) {
      for (AbstractInsnNode instruction : method.instructions) {
        if (instruction instanceof LdcInsnNode constant
            && constant.cst instanceof String text
            && form.matcher(text).matches()) {
          texts.add(constant);
        }
      }
    }
    return texts;
  }

  private static void sort(List<LdcInsnNode> texts) {
    Iterator<String> inOrder =
        texts.stream().map(text -> (String) text.cst).sorted().toList().iterator();
    texts.forEach(text -> text.cst = inOrder.next());
  }

  /** Sorts by class what a method makes first. */
  private static void sortRecorders(MethodNode method) {
    List<List<AbstractInsnNode>> made = new ArrayList<>();
    AbstractInsnNode next = method.instructions.getFirst();
    while (next instanceof TypeInsnNode type && type.getOpcode() == Opcodes.NEW) {
      List<AbstractInsnNode> making = new ArrayList<>();
      while (making.size() < MAKING) {
        making.add(next);
        next = next.getNext();
      }
      made.add(making);
    }
    made.sort(comparing(making -> ((TypeInsnNode) making.get(0)).desc));
    for (AbstractInsnNode instruction : made.stream().flatMap(List::stream).toList()) {
      method.instructions.remove(instruction);
      method.instructions.insertBefore(next, instruction);
    }
  }
}
