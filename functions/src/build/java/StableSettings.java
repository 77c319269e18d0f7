import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Makes the classes in which Quarkus reads its settings the same in each build. By themselves they
 * are not: the types of settings are numbered in the order in which the threads of its build found
 * those that are injected.
 */
final class StableSettings {

  private static final String NUMBERED = "configClass$";
  private static final String LOADING = "ensureLoaded";

  /** {@code ldc}, {@code ldc}, {@code invokestatic} and {@code putstatic}: a type is numbered. */
  private static final int MAKING = 4;

  /** {@code astore}, {@code aload}, {@code aload} and {@code invokestatic}. */
  private static final int HANDING_OVER = 4;

  private StableSettings() {}

  public static void main(String[] folder) throws IOException {
    Path generated = Path.of(folder[0]);
    // A native archive has no classes.
    if (Files.exists(generated)) {
      Map<String, String> names = rewriteShared(generated.resolve("SharedConfig.class"));
      for (String user : List.of("StaticInitConfigCustomizer", "RunTimeConfigCustomizer")) {
        Path file = generated.resolve(user + ".class");
        ClassNode type = read(file);
        type.methods.forEach(method -> rename(method, names));
        write(file, type);
      }
    }
  }

  private static ClassNode read(Path file) throws IOException {
    var type = new ClassNode();
    new ClassReader(Files.readAllBytes(file)).accept(type, 0);
    return type;
  }

  /** Written as if nothing had been read, so that the constants are in the order of their use. */
  private static void write(Path file, ClassNode type) throws IOException {
    var writer = new ClassWriter(0);
    type.accept(writer);
    Files.write(file, writer.toByteArray());
  }

  /** Sorts where the types are numbered, and returns the new names of the fields by the old. */
  private static Map<String, String> rewriteShared(Path file) throws IOException {
    ClassNode type = read(file);
    InsnList instructions =
        type.methods.stream()
            .filter(method -> method.name.equals("<clinit>"))
            .findFirst()
            .orElseThrow()
            .instructions;
    Map<String, List<AbstractInsnNode>> made = new TreeMap<>();
    AbstractInsnNode next = instructions.getFirst();
    while (next != null && !isMaking(next)) {
      next = next.getNext();
    }
    while (next != null && isMaking(next)) {
      List<AbstractInsnNode> making = new ArrayList<>();
      while (making.size() < MAKING || isLoading(next)) {
        making.add(next);
        next = next.getNext();
      }
      made.put((String) ((LdcInsnNode) making.get(0)).cst, making);
    }
    if (made.size() < 2) {
      throw new IllegalStateException("Quarkus numbers types of settings in another way");
    }
    List<FieldInsnNode> fields = new ArrayList<>();
    for (List<AbstractInsnNode> making : made.values()) {
      for (AbstractInsnNode instruction : making) {
        instructions.remove(instruction);
        instructions.insertBefore(next, instruction);
        if (instruction instanceof FieldInsnNode field) {
          fields.add(field);
        }
      }
    }
    Map<String, String> names =
        IntStream.range(0, fields.size())
            .boxed()
            .collect(toMap(i -> fields.get(i).name, i -> NUMBERED + i));
    type.methods.forEach(method -> rename(method, names));
    write(file, type);
    return names;
  }

  /** Whether a type is put into a field from here on. */
  private static boolean isMaking(AbstractInsnNode instruction) {
    return instruction instanceof LdcInsnNode
        && instruction.getNext() instanceof LdcInsnNode prefix
        && isCall(prefix.getNext(), "configClass");
  }

  /** Whether this loads one of the classes of a type, or names the next one to load. */
  private static boolean isLoading(AbstractInsnNode instruction) {
    return isCall(instruction, LOADING)
        || (instruction instanceof LdcInsnNode name && isCall(name.getNext(), LOADING));
  }

  private static boolean isCall(AbstractInsnNode instruction, String name) {
    return instruction instanceof MethodInsnNode call && call.name.equals(name);
  }

  /** Types are handed over by their numbers, where they are so one after the other. */
  private static void rename(MethodNode method, Map<String, String> names) {
    List<FieldInsnNode> handedOver = new ArrayList<>();
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof FieldInsnNode field && names.containsKey(field.name)) {
        field.name = names.get(field.name);
        if (isHandedOver(field)) {
          handedOver.add(field);
        }
      }
    }
    Iterator<String> inOrder =
        handedOver.stream()
            .map(field -> field.name)
            .sorted(comparing(String::length).thenComparing(naturalOrder()))
            .toList()
            .iterator();
    handedOver.forEach(field -> field.name = inOrder.next());
  }

  private static boolean isHandedOver(FieldInsnNode field) {
    AbstractInsnNode call = field;
    for (int i = 0; i < HANDING_OVER && call != null; i++) {
      call = call.getNext();
    }
    return isCall(call, "withMapping");
  }
}
