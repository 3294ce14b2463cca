package org.onsager.index;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Knob;

/**
 * The laws that the source of an experiment or a tool must obey; each breach is an error at its
 * place.
 */
final class Inspection {
  private static final String LAB = "org.onsager.lab.";
  private static final Set<String> THEORY =
      Set.of(LAB + "Prediction", LAB + "Prediction.Curve", LAB + "Prediction.Density");
  private static final Set<String> LISTED =
      Set.of("java.lang.Integer", "java.lang.Long", "java.lang.Double", "java.lang.String");

  private final Elements elements;
  private final Types types;
  private final BiConsumer<String, Element> error;

  Inspection(Elements elements, Types types, BiConsumer<String, Element> error) {
    this.elements = elements;
    this.types = types;
    this.error = error;
  }

  /** A kebab-case name. */
  void name(String kind, String id, Element at) {
    if (!id.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      error.accept("the " + kind + " \"" + id + "\" is not kebab-case, like depth-of-field", at);
    }
  }

  /** Public, final, made without arguments, and without state. */
  void shape(String kind, TypeElement type) {
    Set<Modifier> modifiers = type.getModifiers();
    if (type.getKind() != ElementKind.CLASS
        || !modifiers.contains(Modifier.PUBLIC)
        || !modifiers.contains(Modifier.FINAL)) {
      error.accept(kind + " " + type.getSimpleName() + " must be a public final class", type);
    }
    if (type.getNestingKind().isNested() && !modifiers.contains(Modifier.STATIC)) {
      error.accept(kind + " " + type.getSimpleName() + " is nested, so it must be static", type);
    }
    boolean made =
        ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
            .anyMatch(
                c -> c.getParameters().isEmpty() && c.getModifiers().contains(Modifier.PUBLIC));
    if (!made) {
      error.accept(
          kind + " " + type.getSimpleName() + " needs a public constructor without arguments",
          type);
    }
    state(kind, type, type);
  }

  private void state(String kind, TypeElement owner, TypeElement type) {
    for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
      Set<Modifier> m = field.getModifiers();
      boolean constant = m.contains(Modifier.STATIC) && m.contains(Modifier.FINAL);
      boolean ofOwner = type.equals(owner) && !constant;
      boolean sharedByAll = m.contains(Modifier.STATIC) && !constant;
      if ((ofOwner || sharedByAll) && field.getKind() == ElementKind.FIELD) {
        error.accept(
            kind
                + " "
                + owner.getSimpleName()
                + " keeps state in "
                + field.getSimpleName()
                + "; it may have static final constants only",
            field);
      }
    }
    for (TypeElement nested : ElementFilter.typesIn(type.getEnclosedElements())) {
      state(kind, owner, nested);
    }
  }

  /**
   * The type arguments with which a class implements an interface of lab, or null when it does not.
   */
  @Nullable List<? extends TypeMirror> argumentsOf(String labInterface, TypeElement type) {
    return argumentsOf(LAB + labInterface, type.asType());
  }

  private @Nullable List<? extends TypeMirror> argumentsOf(String name, TypeMirror type) {
    if (type instanceof DeclaredType d
        && d.asElement() instanceof TypeElement e
        && e.getQualifiedName().contentEquals(name)) {
      return d.getTypeArguments();
    }
    for (TypeMirror above : types.directSupertypes(type)) {
      List<? extends TypeMirror> found = argumentsOf(name, above);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The record that a type argument is, or null after an error. */
  @Nullable TypeElement record(
      String what, List<? extends TypeMirror> arguments, int i, Element at) {
    TypeMirror type = i < arguments.size() ? arguments.get(i) : null;
    if (type instanceof DeclaredType d
        && d.asElement() instanceof TypeElement e
        && e.getKind() == ElementKind.RECORD) {
      return e;
    }
    error.accept(what + " must be a record, not " + (type == null ? "a raw type" : type), at);
    return null;
  }

  /**
   * Every component a knob of a known type with a meaning and a range; returns names and meanings.
   */
  Map<String, String> knobs(TypeElement knobs) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (RecordComponentElement c : knobs.getRecordComponents()) {
      String name = c.getSimpleName().toString();
      Knob knob = c.getAnnotation(Knob.class);
      if (knob == null) {
        error.accept(
            "the knob " + name + " carries no @Knob, which says what it is and its range", c);
        continue;
      }
      texts.put(name, knob.value());
      if (knob.value().isBlank()) {
        error.accept("the knob " + name + " does not say what it is", c);
      }
      if (!(knob.min() <= knob.max())) {
        error.accept(
            "the knob " + name + " has a range from " + knob.min() + " to " + knob.max(), c);
      }
      if (!turnable(c.asType())) {
        error.accept(
            "the knob "
                + name
                + " is a "
                + c.asType()
                + "; a knob is an int, long, double, boolean, String, enum, or a list of numbers"
                + " or texts",
            c);
      }
    }
    return texts;
  }

  private boolean turnable(TypeMirror type) {
    if (type.getKind() == TypeKind.INT
        || type.getKind() == TypeKind.LONG
        || type.getKind() == TypeKind.DOUBLE
        || type.getKind() == TypeKind.BOOLEAN) {
      return true;
    }
    if (!(type instanceof DeclaredType d && d.asElement() instanceof TypeElement e)) {
      return false;
    }
    String name = e.getQualifiedName().toString();
    if (name.equals("java.util.List") && d.getTypeArguments().size() == 1) {
      TypeMirror inner = d.getTypeArguments().getFirst();
      return inner instanceof DeclaredType i
          && i.asElement() instanceof TypeElement of
          && LISTED.contains(of.getQualifiedName().toString());
    }
    return name.equals("java.lang.String") || e.getKind() == ElementKind.ENUM;
  }

  /** At least one prediction, curve or density. */
  void theory(TypeElement theory, Element at) {
    if (!predicts(theory.asType(), new HashSet<>())) {
      error.accept(
          "the theory "
              + theory.getSimpleName()
              + " predicts nothing: it needs a Prediction, Prediction.Curve or Prediction.Density",
          at);
    }
  }

  private boolean predicts(TypeMirror type, Set<String> seen) {
    if (!(type instanceof DeclaredType d && d.asElement() instanceof TypeElement e)) {
      return false;
    }
    String name = e.getQualifiedName().toString();
    if (THEORY.contains(name)) {
      return true;
    }
    if (name.equals("java.util.List") || name.equals("java.util.Map")) {
      return d.getTypeArguments().stream().anyMatch(a -> predicts(a, seen));
    }
    return e.getKind() == ElementKind.RECORD
        && seen.add(name)
        && e.getRecordComponents().stream().anyMatch(c -> predicts(c.asType(), seen));
  }

  /**
   * The Javadoc of a type, with a first sentence and balanced mathematics; an empty one after an
   * error.
   */
  Javadoc javadoc(TypeElement type) {
    String comment = elements.getDocComment(type);
    Javadoc nothing = new Javadoc("", List.of(), List.of(), List.of());
    if (comment == null || comment.isBlank()) {
      error.accept(
          type.getSimpleName() + " has no Javadoc; its first sentence is what `list` says about it",
          type);
      return nothing;
    }
    String torn = Javadoc.unbalanced(comment);
    if (!torn.isEmpty()) {
      error.accept(
          "the Javadoc of " + type.getSimpleName() + " has unbalanced mathematics: " + torn, type);
      return nothing;
    }
    Javadoc doc = Javadoc.of(comment);
    if (!doc.lede().matches("(?s).*\\p{L}.*[.!?]")) {
      error.accept(
          "the Javadoc of "
              + type.getSimpleName()
              + " begins with no sentence; it needs one that ends with a full stop",
          type);
    }
    return doc;
  }

  /** A type is what its annotation says. */
  void isA(String labInterface, String annotation, TypeElement type) {
    if (argumentsOf(labInterface, type) == null) {
      error.accept(
          type.getSimpleName()
              + " carries @"
              + annotation
              + " and does not implement org.onsager.lab."
              + labInterface,
          type);
    }
  }

  /** The name under which the virtual machine finds a class. */
  String binaryName(TypeElement type) {
    return elements.getBinaryName(type).toString();
  }

  /** The last part of the package of a type. */
  String topic(TypeElement type) {
    String name = elements.getPackageOf(type).getQualifiedName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
