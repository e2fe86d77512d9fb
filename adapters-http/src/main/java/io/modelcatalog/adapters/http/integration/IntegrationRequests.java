package io.modelcatalog.adapters.http.integration;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.LimitsJson;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.admin.SecretMappings;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.integration.ChangeIntegration;
import io.modelcatalog.application.integration.ChangeIntegrationModels;
import io.modelcatalog.application.integration.CreateIntegration;
import io.modelcatalog.application.integration.ListIntegrations;
import io.modelcatalog.application.integration.ProvisionIntegration;
import io.modelcatalog.application.integration.RemoveIntegrationModels;
import io.modelcatalog.application.integration.SubmittedSettings;
import io.modelcatalog.application.port.persistence.IntegrationRepository.Filter.Owner;
import io.modelcatalog.application.snapshot.PriceAdjustments;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.money.PriceAdjustment;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Settings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads requests about integrations. */
final class IntegrationRequests {
  private static final String POOL = "pool_limits";
  private static final int NAME = 255;
  private static final int DESCRIPTION = 1000;
  private static final int LONGEST_KEY = 16_384;
  private static final int MOST_TAGS = 50;
  private static final int DEFAULT_PAGE = 100;

  private IntegrationRequests() {}

  static ListIntegrations.Query list(HttpRequest<?> request) {
    return new ListIntegrations.Query(
        Paging.text(request, "type").flatMap(IntegrationRequests::owner),
        Paging.text(request, "workspace_id"),
        Paging.of(request, DEFAULT_PAGE));
  }

  private static Optional<Owner> owner(String type) {
    return switch (type) {
      case "workspace" -> Optional.of(Owner.WORKSPACE);
      case "organisation", "organization" -> Optional.of(Owner.ORGANIZATION);
      case "all" -> Optional.empty();
      default -> {
        String rule = "expected workspace, organisation or all";
        throw new Refusal(
            Problem.of(
                HttpStatus.BAD_REQUEST,
                "type: " + rule,
                List.of(new Problem.FieldError("/type", rule))));
      }
    };
  }

  static CreateIntegration.Command create(HttpRequest<?> request, Fields fields, Instant now) {
    return create(request, fields, fields.requiredLine("name", NAME), now);
  }

  /** The same for a test, which needs no name yet. */
  static CreateIntegration.Command tried(HttpRequest<?> request, Fields fields, Instant now) {
    return create(request, fields, fields.line("name", NAME).orElse("test"), now);
  }

  private static CreateIntegration.Command create(
      HttpRequest<?> request, Fields fields, String name, Instant now) {
    CreateIntegration.Command command =
        new CreateIntegration.Command(
            name,
            fields.requiredLine("ai_provider_id", NAME),
            fields.line("slug", NAME).filter(slug -> !slug.isEmpty()),
            fields.text("description", DESCRIPTION),
            fields
                .line("workspace_id", NAME)
                .filter(id -> !id.isBlank())
                .or(() -> Paging.text(request, "workspace_id")),
            key(fields),
            fields
                .members("configurations")
                .map(SubmittedSettings::new)
                .orElse(SubmittedSettings.NONE),
            adjustments(fields, PriceAdjustments.FIELD),
            tags(fields),
            fields.bool("create_default_provider").orElse(true),
            fields.line("default_provider_slug", NAME).filter(slug -> !slug.isEmpty()),
            pool(fields, now),
            SecretMappings.read(fields));
    fields.verify();
    return command;
  }

  static ChangeIntegration.Command change(String ref, Fields fields, Instant now) {
    ChangeIntegration.Command command =
        new ChangeIntegration.Command(
            ref,
            fields.change("name", name -> fields.line(name, NAME)),
            fields.change("description", name -> fields.text(name, DESCRIPTION)),
            fields.change("key", name -> key(fields)),
            fields.change(
                "configurations", name -> fields.members(name).map(SubmittedSettings::new)),
            fields.change(PriceAdjustments.FIELD, name -> adjustments(fields, name)),
            fields.change("tags", name -> Optional.of(tags(fields))),
            pool(fields, now),
            fields.bool("reset_pool_usage").orElse(false),
            archived(fields),
            fields.change(SecretMapping.FIELD, name -> Optional.of(SecretMappings.read(fields))));
    fields.verify();
    return command;
  }

  private static Optional<Boolean> archived(Fields fields) {
    Optional<String> status = fields.line("status", NAME);
    if (fields.isNull("status")
        || status.isPresent() && !List.of("active", "archived").contains(status.get())) {
      fields.reject("status", "expected active or archived");
    }
    return status.map("archived"::equals);
  }

  /** Factors on list prices: what is no factor would silently leave a price as it is. */
  private static Optional<Settings> adjustments(Fields fields, String name) {
    Optional<Settings> given = fields.settings(name);
    Optional<String> fault = given.flatMap(PriceAdjustments::fault);
    fault.ifPresent(
        place ->
            fields.reject(name + place, "expected a factor from 0 to " + PriceAdjustment.HIGHEST));
    return fault.isPresent() ? Optional.empty() : given;
  }

  static ChangeIntegrationModels.Command models(String ref, Fields fields) {
    if (!fields.has("models")
        && !fields.has("allow_all_models")
        && !fields.has(Integration.ENABLES_NEW_MODELS)) {
      fields.reject("models", "required, unless allow_all_models is given");
    }
    ChangeIntegrationModels.Command command =
        new ChangeIntegrationModels.Command(
            ref,
            fields.bool("allow_all_models"),
            fields.objects("models").stream().map(IntegrationRequests::model).toList(),
            key(fields),
            fields.bool(Integration.ENABLES_NEW_MODELS));
    fields.verify();
    return command;
  }

  private static ChangeIntegrationModels.ModelChange model(Fields fields) {
    return new ChangeIntegrationModels.ModelChange(
        fields.requiredLine("slug", NAME),
        requiredBool(fields, "enabled"),
        fields.bool("is_custom"),
        fields.bool("is_finetune"),
        fields.change(
            "base_model_slug", name -> fields.line(name, NAME).filter(slug -> !slug.isEmpty())),
        fields.change("configurations", fields::settings),
        fields.change(PricingJson.FIELD, name -> PricingJson.read(fields)));
  }

  /**
   * Which models to take back: {@code ?slugs=a,b}, or a body that is a list of names or an object
   * with {@code slugs} or {@code models}.
   */
  static RemoveIntegrationModels.Command removeModels(
      String ref, HttpRequest<?> request, byte @Nullable [] body) {
    List<String> slugs = new ArrayList<>();
    Paging.text(request, "slugs")
        .ifPresent(
            text ->
                Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(slug -> !slug.isEmpty())
                    .forEach(slugs::add));
    Fields fields = Fields.readIfAny(listAsObject(body));
    slugs.addAll(fields.lines("slugs", NAME));
    if (fields.holdsObjects("models")) {
      fields.objects("models").forEach(model -> slugs.add(model.requiredLine("slug", NAME)));
    } else {
      slugs.addAll(fields.lines("models", NAME));
    }
    fields.verify();
    return new RemoveIntegrationModels.Command(ref, slugs);
  }

  static ProvisionIntegration.Command provision(String ref, Fields fields, Instant now) {
    ProvisionIntegration.Command command =
        new ProvisionIntegration.Command(
            ref,
            fields.objects("workspaces").stream().map(item -> access(item, now)).toList(),
            fields.change(
                "global_workspace_access",
                name -> fields.object(name).map(global -> global(global, now))),
            fields.bool("override_existing_workspace_access").orElse(false),
            fields.bool("create_default_provider"),
            providerSlug(fields));
    if (!fields.has("workspaces") && !fields.has("global_workspace_access")) {
      fields.reject("workspaces", "required, unless global_workspace_access is given");
    }
    fields.verify();
    return command;
  }

  private static ProvisionIntegration.Access access(Fields fields, Instant now) {
    return new ProvisionIntegration.Access(
        fields.requiredLine("id", NAME),
        requiredBool(fields, "enabled"),
        limits(fields, now),
        fields.bool("reset_usage").orElse(false),
        fields.bool("create_default_provider"),
        providerSlug(fields));
  }

  private static ProvisionIntegration.GlobalAccess global(Fields fields, Instant now) {
    return new ProvisionIntegration.GlobalAccess(fields.bool("enabled"), limits(fields, now));
  }

  private static LimitsChange limits(Fields fields, Instant now) {
    return new LimitsChange(
        LimitsJson.budgetChange(fields, now), LimitsJson.rateLimitChange(fields));
  }

  /** What is said of the limits that all workspaces share; null takes them all away. */
  private static LimitsChange pool(Fields fields, Instant now) {
    if (!fields.has(POOL)) {
      return LimitsChange.NONE;
    }
    return fields.isNull(POOL)
        ? LimitsChange.to(Limits.NONE)
        : fields.object(POOL).map(pool -> limits(pool, now)).orElse(LimitsChange.NONE);
  }

  private static Optional<String> providerSlug(Fields fields) {
    return fields.line("default_provider_slug", NAME).filter(slug -> !slug.isEmpty());
  }

  private static boolean requiredBool(Fields fields, String name) {
    if (!fields.has(name) || fields.isNull(name)) {
      fields.reject(name, "required");
    }
    return fields.bool(name).orElse(false);
  }

  /** The main secret; empty text counts as none. It travels in a header, so it must fit in one. */
  private static Optional<SecretText> key(Fields fields) {
    return fields
        .line("key", LONGEST_KEY)
        .filter(key -> !key.isEmpty())
        .filter(
            key -> {
              boolean printable = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
              if (!printable) {
                fields.reject("key", "expected printable ASCII without blanks");
              }
              return printable;
            })
        .map(SecretText::of);
  }

  private static List<String> tags(Fields fields) {
    List<String> tags = fields.lines("tags", 100);
    if (tags.size() > MOST_TAGS) {
      fields.reject("tags", "expected at most " + MOST_TAGS);
    }
    return tags;
  }

  private static byte @Nullable [] listAsObject(byte @Nullable [] body) {
    if (body == null) {
      return null;
    }
    int first = 0;
    while (first < body.length && body[first] <= ' ' && body[first] >= 0) {
      first++;
    }
    if (first == body.length || body[first] != '[') {
      return body;
    }
    ByteArrayOutputStream object = new ByteArrayOutputStream(body.length + 16);
    object.writeBytes("{\"slugs\":".getBytes(StandardCharsets.UTF_8));
    object.writeBytes(body);
    object.write('}');
    return object.toByteArray();
  }
}
