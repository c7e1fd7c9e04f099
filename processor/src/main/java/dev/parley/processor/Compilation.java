package dev.parley.processor;

import dev.parley.annotations.EventGroup;
import dev.parley.annotations.NotificationGroup;
import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.java.JavaGenerator;
import dev.parley.codegen.names.NameRules;
import dev.parley.schema.Contract;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.json.ContractFiles;
import dev.parley.schema.proto.ProtoPrinter;
import dev.parley.schema.rules.ContractRules;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import dev.parley.schema.rules.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/** The contract of one run of javac, over all its rounds. */
final class Compilation {
  private final Elements elements;
  private final Report report;
  private final TypeReader types;
  private final EventGroupReader eventGroups;
  private final NotificationGroupReader notificationGroups;
  private final StrayAnnotations strayAnnotations;
  private final Output output;

  private final List<dev.parley.schema.EventGroup> readEventGroups = new ArrayList<>();
  private final List<dev.parley.schema.NotificationGroup> readNotificationGroups =
      new ArrayList<>();
  private final List<TypeElement> originating = new ArrayList<>();
  private final Set<TypeName> generated = new HashSet<>();
  private final Set<String> sources = new HashSet<>();

  Compilation(ProcessingEnvironment environment) {
    elements = environment.getElementUtils();
    report = new Report(environment.getMessager());
    var docs = new DocComments(elements);
    types = new TypeReader(report, docs);
    var groups = new GroupReader(report, types);
    eventGroups = new EventGroupReader(elements, environment.getTypeUtils(), report, docs, groups);
    notificationGroups = new NotificationGroupReader(report, docs, groups);
    strayAnnotations = new StrayAnnotations(report, types);
    output = new Output(environment.getFiler(), environment.getMessager());
  }

  /** Looks at a round's sources. */
  void enter(RoundEnvironment round) {
    for (Element root : round.getRootElements()) {
      if (root instanceof TypeElement type) {
        sources.add(type.getQualifiedName().toString());
      }
    }
    strayAnnotations.check(round);
  }

  /** Reads annotated types, unless one of them needs a type that another round may bring. */
  boolean read(Collection<TypeElement> annotated) {
    List<TypeElement> roots =
        annotated.stream()
            .map(it -> elements.getTypeElement(it.getQualifiedName()))
            .map(TypeElement.class::cast)
            .toList();
    if (Unresolved.in(roots, types)) {
      return false;
    }
    for (TypeElement root : roots) {
      if (Annotations.has(root, EventGroup.class)) {
        eventGroups.read(root).ifPresent(readEventGroups::add);
      }
      if (Annotations.has(root, NotificationGroup.class)) {
        notificationGroups.read(root).ifPresent(readNotificationGroups::add);
      }
      if (types.isDeclared(root)) {
        types.read(root);
      }
    }
    types.readReferences();
    originating.addAll(roots);
    Contract contract = contract();
    ContractRules.check(contract).forEach(report::error);
    NameRules.check(contract).forEach(report::error);
    if (!report.failed()) {
      generate(contract);
    }
    return true;
  }

  /** Writes the classes of what this round has brought. */
  private void generate(Contract contract) {
    Set<TypeName> own = ownTypes();
    readEventGroups.forEach(group -> own.add(group.name()));
    readNotificationGroups.forEach(group -> own.add(group.name()));
    own.removeAll(generated);
    List<GeneratedFile> files = JavaGenerator.generate(contract, own);
    files.forEach(file -> refuseTaken(file, own));
    if (!report.failed()) {
      files.forEach(file -> output.source(file, originating));
    }
    generated.addAll(own);
  }

  /** The types compiled now: those that come from class files have their codecs already. */
  private Set<TypeName> ownTypes() {
    var own = new HashSet<TypeName>();
    types
        .declarations()
        .forEach((name, declaration) -> {
          if (isSource(elements.getTypeElement(name))) {
            own.add(declaration.name());
          }
        });
    return own;
  }

  /** The name may belong to a class that is no part of the contract. */
  private void refuseTaken(GeneratedFile file, Set<TypeName> own) {
    String className = Output.qualifiedName(file);
    // only among the sources: what an earlier compilation generated may be found as well
    if (sources.contains(className)) {
      TypeName name = ElementNames.of(elements.getTypeElement(className));
      own.stream()
          .filter(it -> it.packageName().equals(name.packageName()))
          .filter(it -> name.name().startsWith(it.name()))
          .max(Comparator.comparingInt(it -> it.name().length()))
          .ifPresent(it ->
              report.error(
                  Violation.of(
                      Diagnostic.GENERATED_NAMES_CLASH,
                      Place.of(it),
                      "Java",
                      name.name(),
                      "a class of the package")));
    }
  }

  private boolean isSource(@Nullable TypeElement type) {
    return type != null && elements.getFileObjectOf(type).getKind() == JavaFileObject.Kind.SOURCE;
  }

  /** Writes what is no Java source, of which nothing more can follow. */
  void finish(boolean errorRaised) {
    if (errorRaised || report.failed() || originating.isEmpty()) {
      return;
    }
    Contract contract = contract();
    ContractFiles.of(contract).forEach((path, text) -> output.resource(path, text, originating));
    var own = new HashSet<String>();
    generated.forEach(name -> own.add(name.packageName() + ".proto"));
    ProtoPrinter.print(contract)
        .forEach((name, text) -> {
          // the packages of types from another jar have their files there
          if (own.contains(name)) {
            output.resource(ContractFiles.FOLDER + name, text, originating);
          }
        });
  }

  private Contract contract() {
    return new Contract(
        readEventGroups,
        readNotificationGroups,
        List.<TypeDeclaration>copyOf(types.declarations().values()));
  }
}
