package org.onsager.walls;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one compiled class names.
 *
 * @param classes the classes it names, anywhere: code, signatures, annotations
 * @param members the fields and methods it uses, as {@code package.Class.member}
 * @param texts its string constants
 * @param annotations its annotations by class name, with their one text value
 */
record Compiled(
    String name,
    Set<String> classes,
    Set<String> members,
    Set<String> texts,
    Map<String, String> annotations) {

  private static final Pattern NAMED = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+)");

  /** All classes under a folder. */
  static List<Compiled> under(Path folder) throws IOException {
    List<Compiled> all = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return all;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        all.add(of(Files.readAllBytes(file)));
      }
    }
    return all;
  }

  private static Compiled of(byte[] bytes) {
    ClassModel model = ClassFile.of().parse(bytes);
    Set<String> classes = new TreeSet<>();
    Set<String> members = new TreeSet<>();
    Set<String> texts = new TreeSet<>();
    Set<Integer> textPlaces = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof StringEntry text) {
        texts.add(text.stringValue());
        textPlaces.add(text.utf8().index());
      }
    }
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry named -> {
          String name = named.asInternalName();
          if (!name.startsWith("[")) {
            classes.add(name.replace('/', '.'));
          }
        }
        case MemberRefEntry member ->
            members.add(
                member.owner().asInternalName().replace('/', '.')
                    + "."
                    + member.name().stringValue());
        // Descriptors and signatures, of arrays, generics and annotations too.
        case Utf8Entry text when !textPlaces.contains(text.index()) -> {
          Matcher matcher = NAMED.matcher(text.stringValue());
          while (matcher.find()) {
            classes.add(matcher.group(1).replace('/', '.'));
          }
        }
        default -> {}
      }
    }
    Map<String, String> annotations = new TreeMap<>();
    model
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .ifPresent(
            found -> {
              for (Annotation annotation : found.annotations()) {
                String value =
                    annotation.elements().stream()
                        .map(
                            e ->
                                e.value() instanceof AnnotationValue.OfString s
                                    ? s.stringValue()
                                    : "")
                        .findFirst()
                        .orElse("");
                String type = annotation.className().stringValue();
                annotations.put(type.substring(1, type.length() - 1).replace('/', '.'), value);
              }
            });
    return new Compiled(
        model.thisClass().asInternalName().replace('/', '.'), classes, members, texts, annotations);
  }

  /** The class of the file it was written in, that is without what is nested. */
  static String outer(String className) {
    int dollar = className.indexOf('$');
    return dollar < 0 ? className : className.substring(0, dollar);
  }
}
