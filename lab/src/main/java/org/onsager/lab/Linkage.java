package org.onsager.lab;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a contributed jar needs of the house and does not find.
 *
 * <p>A jar made against an older Onsager would fail somewhere in the middle of a run with a {@link
 * NoSuchMethodError}; what its classes name of ours is therefore looked up before it is used.
 */
final class Linkage {
  private static final String OURS = "org/onsager/";

  private final Set<String> own;
  private final ClassLoader loader;
  private final Set<String> missing = new TreeSet<>();

  private Linkage(Set<String> own, ClassLoader loader) {
    this.own = own;
    this.loader = loader;
  }

  /**
   * What is missing, a phrase each; empty when the jar fits.
   *
   * @param contribution the jar
   * @param entry the class that is to be made
   */
  static List<String> missing(Contribution contribution, String entry) {
    try (JarFile archive = new JarFile(contribution.file().toFile())) {
      Linkage linkage = new Linkage(contribution.classes(archive), contribution.loader());
      for (JarEntry e : archive.stream().toList()) {
        if (e.getName().endsWith(".class") && !e.getName().startsWith("META-INF/")) {
          try (InputStream in = archive.getInputStream(e)) {
            linkage.read(e.getName(), in.readAllBytes());
          }
        }
      }
      if (linkage.missing.isEmpty()) {
        linkage.abstracts(entry);
      }
      return List.copyOf(linkage.missing);
    } catch (IOException e) {
      throw new Refusal(contribution.file() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void read(String file, byte[] bytes) {
    String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
    try {
      for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
        switch (entry) {
          case ClassEntry c when ours(c) -> type(name, c);
          case MemberRefEntry m when ours(m.owner()) -> member(name, m);
          default -> {}
        }
      }
    } catch (IllegalArgumentException e) {
      missing.add(name + " is not a class file (" + e.getMessage() + ")");
    }
  }

  private boolean ours(ClassEntry c) {
    String name = c.asInternalName();
    return name.startsWith(OURS) && !own.contains(name + ".class");
  }

  private void type(String from, ClassEntry c) {
    if (load(c) == null) {
      missing.add(from + " needs the class " + dotted(c) + ", which is not there");
    }
  }

  private void member(String from, MemberRefEntry m) {
    Class<?> owner = load(m.owner());
    if (owner == null || found(owner, m)) {
      return; // a class that is not there has been noted by itself
    }
    String name = m.name().stringValue();
    String what = owner.getSimpleName() + (name.equals("<init>") ? "" : "." + name);
    if (!(m instanceof FieldRefEntry)) {
      what += parameters(m.type().stringValue());
    }
    missing.add(from + " needs " + what + ", which is not there");
  }

  private boolean found(Class<?> owner, MemberRefEntry m) {
    String name = m.name().stringValue();
    String descriptor = m.type().stringValue();
    Class<?>[] parameters;
    Class<?> result;
    try {
      MethodType type =
          MethodType.fromMethodDescriptorString(
              m instanceof FieldRefEntry ? "()" + descriptor : descriptor, loader);
      parameters = type.parameterArray();
      result = type.returnType();
    } catch (TypeNotPresentException e) {
      return false;
    }
    if (m instanceof FieldRefEntry) {
      return hierarchy(owner).anyMatch(c -> has(c, name, result));
    }
    if (name.equals("<init>")) {
      return Arrays.stream(owner.getDeclaredConstructors())
          .map(Constructor::getParameterTypes)
          .anyMatch(p -> Arrays.equals(p, parameters));
    }
    return Stream.concat(hierarchy(owner), Stream.of(Object.class))
        .anyMatch(c -> has(c, name, result, parameters));
  }

  private static boolean has(Class<?> c, String name, Class<?> result, Class<?>[] parameters) {
    for (Method method : c.getDeclaredMethods()) {
      if (method.getName().equals(name)
          && method.getReturnType() == result
          && Arrays.equals(method.getParameterTypes(), parameters)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(Class<?> c, String name, Class<?> type) {
    for (Field field : c.getDeclaredFields()) {
      if (field.getName().equals(name) && field.getType() == type) {
        return true;
      }
    }
    return false;
  }

  private static Stream<Class<?>> hierarchy(Class<?> type) {
    Stream<Class<?>> above = Arrays.stream(type.getInterfaces()).flatMap(Linkage::hierarchy);
    Class<?> parent = type.getSuperclass();
    return Stream.of(
            Stream.<Class<?>>of(type),
            parent == null ? Stream.<Class<?>>empty() : hierarchy(parent),
            above)
        .flatMap(s -> s);
  }

  /** Methods of ours that the class would have to have and has not. */
  private void abstracts(String entry) {
    try {
      Class<?> made = Class.forName(entry, false, loader);
      for (Method method : made.getMethods()) {
        if (Modifier.isAbstract(method.getModifiers())) {
          missing.add(
              entry
                  + " has no method "
                  + method.getName()
                  + Arrays.stream(method.getParameterTypes())
                      .map(Class::getSimpleName)
                      .collect(Collectors.joining(", ", "(", ")")));
        }
      }
    } catch (ClassNotFoundException | LinkageError e) {
      missing.add(entry + " cannot be loaded, " + e);
    }
  }

  private @Nullable Class<?> load(ClassEntry c) {
    try {
      return Class.forName(dotted(c), false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static String dotted(ClassEntry c) {
    return c.asInternalName().replace('/', '.');
  }

  /** The parameters of a descriptor by their simple names. */
  private static String parameters(String descriptor) {
    return MethodTypeDesc.ofDescriptor(descriptor).parameterList().stream()
        .map(ClassDesc::displayName)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
