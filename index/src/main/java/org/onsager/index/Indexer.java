package org.onsager.index;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;
import javax.tools.FileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Reproduction;
import org.onsager.lab.Tools;
import org.onsager.lab.Verb;

/**
 * The annotation processor: cards of {@link Reproduction}s and verbs of {@link Verb}s → the
 * catalogue.
 *
 * <p>What an earlier compilation of the same module wrote is kept for classes that are not compiled
 * this time and still exist, so compiling one file alone loses nothing.
 */
@SupportedAnnotationTypes("*")
public final class Indexer extends AbstractProcessor {
  private static final String SERVICES = "META-INF/services/org.onsager.lab.";
  private static final Set<String> SMALL =
      Set.of(
          "of", "the", "and", "in", "to", "a", "an", "for", "from", "on", "with", "at", "by", "as",
          "or", "is", "are", "than", "only");
  private static final Pattern WORDS =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private final Shelf experiments = new Shelf("ids");
  private final Shelf tools = new Shelf("verbs");
  private final Set<String> compiled = new HashSet<>();
  private final List<Element> origins = new ArrayList<>();
  private boolean wrong;

  /** Made by the compiler. */
  public Indexer() {}

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latest();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    Inspection inspection =
        new Inspection(processingEnv.getElementUtils(), processingEnv.getTypeUtils(), this::refuse);
    for (Element root : round.getRootElements()) {
      if (root instanceof TypeElement type) {
        note(type, inspection);
      }
    }
    for (Element e : round.getElementsAnnotatedWith(Reproduction.class)) {
      if (e instanceof TypeElement type) {
        experiment(type, inspection);
      }
    }
    for (Element e : round.getElementsAnnotatedWith(Verb.class)) {
      if (e instanceof TypeElement type) {
        tool(type, inspection);
      }
    }
    if (round.processingOver() && !wrong && !round.errorRaised()) {
      write(Catalogue.RESOURCE, SERVICES + "Experiment", experiments, "ids");
      write(Tools.RESOURCE, SERVICES + "Tool", tools, "verbs");
    }
    return false;
  }

  private void note(TypeElement type, Inspection inspection) {
    compiled.add(inspection.binaryName(type));
    type.getEnclosedElements().stream()
        .filter(TypeElement.class::isInstance)
        .forEach(e -> note((TypeElement) e, inspection));
  }

  private void experiment(TypeElement type, Inspection inspection) {
    String id = type.getAnnotation(Reproduction.class).id();
    inspection.name("id", id, type);
    inspection.shape("experiment", type);
    inspection.isA("Experiment", "Reproduction", type);
    Map<String, String> knobs = Map.of();
    List<? extends TypeMirror> arguments = inspection.argumentsOf("Experiment", type);
    if (arguments != null) {
      TypeElement k = inspection.record("the knobs", arguments, 0, type);
      TypeElement t = inspection.record("the theory", arguments, 1, type);
      knobs = k == null ? Map.of() : inspection.knobs(k);
      if (t != null) {
        inspection.theory(t, type);
      }
    }
    Javadoc doc = inspection.javadoc(type);
    Card card =
        new Card(
            id,
            title(type.getSimpleName().toString()),
            inspection.topic(type),
            doc.lede(),
            doc.paragraphs(),
            doc.equations(),
            doc.departs(),
            knobs,
            inspection.binaryName(type));
    shelve(experiments, "experiments", id, Shelf.properties(card), type);
  }

  private void tool(TypeElement type, Inspection inspection) {
    String verb = type.getAnnotation(Verb.class).value();
    inspection.name("verb", verb, type);
    inspection.shape("tool", type);
    inspection.isA("Tool", "Verb", type);
    List<? extends TypeMirror> arguments = inspection.argumentsOf("Tool", type);
    TypeElement options =
        arguments == null ? null : inspection.record("the options", arguments, 0, type);
    if (options != null) {
      inspection.knobs(options);
    }
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("class", inspection.binaryName(type));
    properties.put("summary", inspection.javadoc(type).lede());
    shelve(tools, "tools", verb, properties, type);
  }

  private void shelve(
      Shelf shelf, String kind, String id, Map<String, String> properties, Element at) {
    if (shelf.holds(id)) {
      refuse("two " + kind + " are called " + id + "; the name must be unique", at);
    }
    shelf.put(id, properties);
    origins.add(at);
  }

  private void refuse(String line, Element at) {
    wrong = true;
    processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, line, at);
  }

  private void write(String resource, String services, Shelf shelf, String list) {
    Properties earlier = read(resource);
    if (earlier != null) {
      shelf.keep(
          earlier,
          (id, name) ->
              !compiled.contains(name)
                  && processingEnv.getElementUtils().getTypeElement(name.replace('$', '.'))
                      != null);
    }
    if (shelf.isEmpty() && (earlier == null || earlier.getProperty(list, "").isEmpty())) {
      return;
    }
    put(resource, shelf.text());
    put(services, shelf.services());
  }

  private @Nullable Properties read(String resource) {
    try {
      FileObject file =
          processingEnv.getFiler().getResource(StandardLocation.CLASS_OUTPUT, "", resource);
      Properties p = new Properties();
      try (Reader in = new InputStreamReader(file.openInputStream(), StandardCharsets.UTF_8)) {
        p.load(in);
      }
      return p;
    } catch (IOException | IllegalArgumentException none) {
      return null;
    }
  }

  private void put(String resource, String text) {
    try {
      FileObject file =
          processingEnv
              .getFiler()
              .createResource(
                  StandardLocation.CLASS_OUTPUT, "", resource, origins.toArray(Element[]::new));
      try (Writer out = new OutputStreamWriter(file.openOutputStream(), StandardCharsets.UTF_8)) {
        out.write(text);
      }
    } catch (IOException e) {
      processingEnv
          .getMessager()
          .printMessage(Diagnostic.Kind.ERROR, "the catalogue cannot be written: " + e);
    }
  }

  /** A class's name in words: {@code EdgeOfChaos} → "Edge of Chaos". */
  static String title(String className) {
    String[] words = WORDS.split(className);
    for (int i = 1; i < words.length; i++) {
      String small = words[i].toLowerCase(Locale.ROOT);
      words[i] = SMALL.contains(small) ? small : words[i];
    }
    return String.join(" ", words);
  }
}
