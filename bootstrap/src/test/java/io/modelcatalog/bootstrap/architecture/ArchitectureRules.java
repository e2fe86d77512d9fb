package io.modelcatalog.bootstrap.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The rules of the layers, for a root package with {@code domain}, {@code application}, {@code
 * adapters.http}, {@code adapters.persistence}, {@code adapters.providers} and {@code bootstrap}
 * below it. No rule holds for want of classes to look at.
 */
public final class ArchitectureRules {

  /** Our own rules, on our own root. */
  public static final ArchitectureRules OF_MODEL_CATALOG = new ArchitectureRules("io.modelcatalog");

  private static final Pattern EMPTY_NAMES =
      Pattern.compile(".*(Impl|Utils?|Helpers?|Manager|Common)");

  /** Where time, ids and chance would come in by themselves. */
  private static final Map<String, Pattern> OWN_SOURCES =
      Map.of(
          "java.time.Instant", Pattern.compile("now"),
          "java.time.LocalDate", Pattern.compile("now"),
          "java.time.LocalDateTime", Pattern.compile("now"),
          "java.time.ZonedDateTime", Pattern.compile("now"),
          "java.time.Clock", Pattern.compile("system.*|tick.*"),
          "java.time.InstantSource", Pattern.compile("system"),
          "java.util.UUID", Pattern.compile("randomUUID"),
          "java.lang.System", Pattern.compile("currentTimeMillis|nanoTime|getenv|getProperty"),
          "java.lang.Math", Pattern.compile("random"));

  private static final Set<String> CHANCE =
      Set.of(
          "java.util.Random",
          "java.util.concurrent.ThreadLocalRandom",
          "java.security.SecureRandom",
          "java.util.SplittableRandom");

  private final String root;
  private final String domain;
  private final String application;
  private final String ports;
  private final String http;
  private final String persistence;
  private final String providers;
  private final String bootstrap;

  /**
   * Rules for a tree of packages.
   *
   * @param root the package above the layers
   */
  public ArchitectureRules(String root) {
    this.root = root;
    this.domain = root + ".domain..";
    this.application = root + ".application..";
    this.ports = root + ".application.port..";
    this.http = root + ".adapters.http..";
    this.persistence = root + ".adapters.persistence..";
    this.providers = root + ".adapters.providers..";
    this.bootstrap = root + ".bootstrap..";
  }

  /** Every package that a rule names, as a pattern; each must hold classes. */
  public List<String> packages() {
    return List.of(
        domain,
        application,
        ports,
        root + ".application.port.persistence",
        root + ".application.gateway",
        root + ".application.snapshot",
        http,
        persistence,
        providers,
        bootstrap);
  }

  /** All rules by name, in order. */
  public Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new TreeMap<>();
    rules.put("02 domain knows only itself", domainKnowsOnlyItself());
    rules.put("03 domain does no I/O", domainDoesNoInputOrOutput());
    rules.put("04 application knows only the domain", applicationKnowsOnlyTheDomain());
    rules.put("05a http knows no other adapter", httpKnowsNoOtherAdapter());
    rules.put("05b persistence knows no other adapter", persistenceKnowsNoOtherAdapter());
    rules.put("05c providers know no other adapter", providersKnowNoOtherAdapter());
    rules.put("06 adapters know no handler", adaptersKnowNoHandler());
    rules.put("07 nothing knows bootstrap", nothingKnowsBootstrap());
    rules.put("08a no cycles in domain", noCycles("domain"));
    rules.put("08b no cycles in application", noCycles("application"));
    rules.put("08c no cycles in adapters.http", noCycles("adapters.http"));
    rules.put("08d no cycles in adapters.persistence", noCycles("adapters.persistence"));
    rules.put("08e no cycles in adapters.providers", noCycles("adapters.providers"));
    rules.put("08f no cycles in bootstrap", noCycles("bootstrap"));
    rules.put("09 domain types are closed", domainTypesAreClosed());
    rules.put("10 a driving port asks one thing", drivingPortsAskOneThing());
    rules.put("11a handlers stay hidden", handlersStayHidden());
    rules.put("11b assemblies alone make handlers", assembliesAloneMakeHandlers());
    rules.put("12 time and ids come in", timeAndIdsComeIn());
    rules.put("13a domain counts exactly", domainCountsExactly());
    rules.put("13b domain knows no Date", domainKnowsNoDate());
    rules.put("14a rows stay in persistence", rowsStayInPersistence());
    rules.put("14b controllers stay in http", controllersStayInHttp());
    rules.put("15 few read secrets", fewReadSecrets());
    rules.put("16 request path reads no store", requestPathReadsNoStore());
    rules.put("17 packages are null-marked", packagesAreNullMarked());
    rules.put("18 names say something", namesSaySomething());
    return rules;
  }

  /** Rule 2: a list of what is allowed, so that nothing new slips in. */
  public ArchRule domainKnowsOnlyItself() {
    return classes()
        .that()
        .resideInAPackage(domain)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(domain, "java..", "org.jspecify.."))
        .allowEmptyShould(false);
  }

  /** Rule 3. */
  public ArchRule domainDoesNoInputOrOutput() {
    return noClasses()
        .that()
        .resideInAPackage(domain)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "java.sql..",
                "java.net..",
                "java.nio.file..",
                "java.nio.channels..",
                "java.util.logging..",
                "java.lang.reflect.."))
        .allowEmptyShould(false);
  }

  /** Rule 4. */
  public ArchRule applicationKnowsOnlyTheDomain() {
    return classes()
        .that()
        .resideInAPackage(application)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(application, domain, "java..", "org.jspecify.."))
        .allowEmptyShould(false);
  }

  /** Rule 5. */
  public ArchRule httpKnowsNoOtherAdapter() {
    return noneOf(http, persistence, providers);
  }

  /** Rule 5. */
  public ArchRule persistenceKnowsNoOtherAdapter() {
    return noneOf(persistence, http, providers);
  }

  /** Rule 5. */
  public ArchRule providersKnowNoOtherAdapter() {
    return noneOf(providers, http, persistence);
  }

  private static ArchRule noneOf(String one, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(one)
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .allowEmptyShould(false);
  }

  /** Rule 6: adapters see ports and values. */
  public ArchRule adaptersKnowNoHandler() {
    return noClasses()
        .that()
        .resideInAnyPackage(http, persistence, providers)
        .should()
        .dependOnClassesThat(isHandler())
        .allowEmptyShould(false);
  }

  /** Rule 7. */
  public ArchRule nothingKnowsBootstrap() {
    return noClasses()
        .that()
        .resideInAnyPackage(domain, application, http, persistence, providers)
        .should()
        .dependOnClassesThat(resideInAPackage(bootstrap))
        .allowEmptyShould(false);
  }

  /** Rule 8: features of one layer form no ring. */
  public ArchRule noCycles(String layer) {
    return slices()
        .matching(root + "." + layer + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(false);
  }

  /** Rule 9: a type of the domain is a value, a choice, or at least not to be extended. */
  public ArchRule domainTypesAreClosed() {
    return classes()
        .that()
        .resideInAPackage(domain)
        .and(not(isPackageInfo()))
        .and(not(describe("anonymous", JavaClass::isAnonymousClass)))
        .should(
            satisfy(
                "be a record, an enum, a sealed interface or final",
                type ->
                    type.isRecord()
                        || type.isEnum()
                        || type.getModifiers().contains(JavaModifier.FINAL)
                        || type.reflect().isSealed()))
        .allowEmptyShould(false);
  }

  /** Rule 10: a port with a command of its own has one method, and the command is a record. */
  public ArchRule drivingPortsAskOneThing() {
    return classes()
        .that(
            describe(
                "are driving ports",
                type ->
                    resideInAPackage(application).test(type)
                        && type.isInterface()
                        && type.isTopLevelClass()
                        && input(type).isPresent()))
        .should(
            satisfy(
                "have one abstract method and records as input",
                port ->
                    port.getMethods().stream()
                                .filter(
                                    method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                                .count()
                            == 1
                        && input(port).orElseThrow().isRecord()))
        .allowEmptyShould(false);
  }

  private static Optional<JavaClass> input(JavaClass port) {
    return port.getPackage().getClasses().stream()
        .filter(
            nested ->
                nested.getEnclosingClass().filter(port::equals).isPresent()
                    && Set.of("Command", "Query").contains(nested.getSimpleName()))
        .findFirst();
  }

  /** Rule 11. */
  public ArchRule handlersStayHidden() {
    return classes()
        .that(are(isHandler()))
        .should(
            satisfy(
                "be package-private, final, and implement one interface",
                handler ->
                    !handler.getModifiers().contains(JavaModifier.PUBLIC)
                        && handler.getModifiers().contains(JavaModifier.FINAL)
                        && handler.getRawInterfaces().size() == 1))
        .allowEmptyShould(false);
  }

  /** Rule 11. */
  public ArchRule assembliesAloneMakeHandlers() {
    return classes()
        .that(are(isHandler()))
        .should(
            satisfy(
                "be made by their feature's UseCases only",
                handler ->
                    handler.getConstructorCallsToSelf().stream()
                        .map(JavaAccess::getOriginOwner)
                        .allMatch(
                            maker ->
                                maker.getSimpleName().endsWith("UseCases")
                                    && maker.getPackage().equals(handler.getPackage()))))
        .allowEmptyShould(false);
  }

  private DescribedPredicate<JavaClass> isHandler() {
    return describe(
        "handlers",
        type ->
            resideInAPackage(application).test(type)
                && type.isTopLevelClass()
                && type.getSimpleName().endsWith("Handler"));
  }

  /** Rule 12: a core that reads no clock can be tested at any time of day. */
  public ArchRule timeAndIdsComeIn() {
    return noClasses()
        .that()
        .resideInAnyPackage(domain, application)
        .should()
        .callCodeUnitWhere(
            describe(
                "it takes time, ids, chance or environment by itself",
                call -> takesByItself(call.getTarget().getOwner(), call.getTarget().getName())))
        .allowEmptyShould(false);
  }

  private static boolean takesByItself(JavaClass owner, String method) {
    Pattern own = OWN_SOURCES.get(owner.getName());
    return CHANCE.contains(owner.getName()) || (own != null && own.matcher(method).matches());
  }

  /** Rule 13: no floating point where money and tokens are counted. */
  public ArchRule domainCountsExactly() {
    return fields()
        .that()
        .areDeclaredInClassesThat(resideInAPackage(domain))
        .should()
        .notHaveRawType(
            describe(
                "floating point",
                type ->
                    Set.of("double", "float", "java.lang.Double", "java.lang.Float")
                        .contains(type.getName())))
        .allowEmptyShould(false);
  }

  /** Rule 13. */
  public ArchRule domainKnowsNoDate() {
    return noClasses()
        .that()
        .resideInAPackage(domain)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(java.util.Date.class, java.util.Calendar.class)
        .allowEmptyShould(false);
  }

  /** Rule 14. */
  public ArchRule rowsStayInPersistence() {
    return classes()
        .that()
        .areAnnotatedWith("io.micronaut.data.annotation.MappedEntity")
        .should()
        .resideInAPackage(persistence)
        .andShould()
        .haveSimpleNameEndingWith("Row")
        .allowEmptyShould(false);
  }

  /** Rule 14. */
  public ArchRule controllersStayInHttp() {
    return classes()
        .that()
        .areAnnotatedWith("io.micronaut.http.annotation.Controller")
        .should()
        .resideInAPackage(http)
        .allowEmptyShould(false);
  }

  /**
   * Rule 15: who may state a reason to read a secret. The vault encrypts; upstreams send; a loader
   * hands secrets from the one to the other; a key is read once to be hashed, and once to be shown;
   * a change keeps what it does not mention; a secret reference logs in to where its secret is; the
   * program reads its own settings.
   */
  public ArchRule fewReadSecrets() {
    return noClasses()
        .that(
            describe(
                "are not among the readers of secrets",
                type ->
                    resideInAPackage(root + "..").test(type)
                        && !resideInAnyPackage(
                                root + ".adapters.persistence.secret..",
                                root + ".adapters.http.apikey..",
                                root + ".adapters.http.person..",
                                root + ".adapters.http.signin..",
                                providers,
                                bootstrap)
                            .test(type)
                        && !Set.of(
                                root + ".application.secret.ReferenceAuth",
                                root + ".application.secret.SecretValues",
                                root + ".application.snapshot.SnapshotLoader",
                                root + ".application.apikey.IssueApiKeyHandler",
                                root + ".application.apikey.RotateApiKeyHandler",
                                root + ".application.integration.ChangeIntegrationHandler",
                                root + ".application.integration.ChangeIntegrationModelsHandler",
                                root + ".application.integration.StoredTargets",
                                root + ".application.organization.RegisterOrganizationHandler",
                                root + ".application.person.Links",
                                root + ".application.signin.OfferSetupHandler",
                                root + ".application.signin.Sessions")
                            .contains(outermost(type).getName())))
        .should()
        .callConstructorWhere(
            describe(
                "it makes a SecretAccess",
                (JavaConstructorCall call) ->
                    call.getTargetOwner()
                        .getName()
                        .equals(root + ".domain.credential.SecretAccess")))
        .allowEmptyShould(false);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureRules::outermost).orElse(type);
  }

  /** Rule 16: a call is admitted from memory. New ids are the one thing taken from that package. */
  public ArchRule requestPathReadsNoStore() {
    return noClasses()
        .that(
            describe(
                "are on the request path",
                type ->
                    resideInAnyPackage(
                                root + ".application.gateway", root + ".application.snapshot")
                            .test(type)
                        && !outermost(type).getSimpleName().equals("SnapshotLoader")))
        .should()
        .dependOnClassesThat(
            resideInAPackage(root + ".application.port.persistence")
                .and(not(describe("IdSource", type -> type.getSimpleName().equals("IdSource")))))
        .allowEmptyShould(false);
  }

  /** Rule 17. */
  public ArchRule packagesAreNullMarked() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(
            satisfy(
                "be in a package with a null-marked package-info",
                type ->
                    type.getPackage()
                        .tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                        .isPresent()))
        .allowEmptyShould(false);
  }

  /** Rule 18. What an annotation processor names is not ours to judge. */
  public ArchRule namesSaySomething() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and(not(describe("generated", ArchitectureRules::isGenerated)))
        .should(
            satisfy(
                "be named Impl, Util, Helper, Manager or Common",
                type -> EMPTY_NAMES.matcher(type.getSimpleName()).matches()))
        .allowEmptyShould(false);
  }

  private static boolean isGenerated(JavaClass type) {
    if (type.getSimpleName().startsWith("$") || type.getName().contains(".$")) {
      return true;
    }
    List<JavaClass> parents = new ArrayList<>(type.getRawInterfaces());
    type.getRawSuperclass().ifPresent(parents::add);
    return parents.stream()
        .anyMatch(
            parent ->
                type.getSimpleName().equals(parent.getSimpleName() + "Impl")
                    && parent.isAnnotatedWith("org.mapstruct.Mapper"));
  }

  private static DescribedPredicate<JavaClass> isPackageInfo() {
    return describe("package-info", type -> type.getSimpleName().equals("package-info"));
  }

  private static ArchCondition<JavaClass> satisfy(
      String description, java.util.function.Predicate<JavaClass> condition) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean satisfied = condition.test(type);
        events.add(
            new SimpleConditionEvent(
                type,
                satisfied,
                type.getName() + (satisfied ? " does " : " does not ") + description));
      }
    };
  }
}
