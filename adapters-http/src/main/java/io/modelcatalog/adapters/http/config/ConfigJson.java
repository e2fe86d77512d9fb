package io.modelcatalog.adapters.http.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigVersion;

/** Configs on the wire. */
final class ConfigJson {
  private static final String FORMAT = "json";
  private static final String TYPE = "ORG_CONFIG";

  private ConfigJson() {}

  /**
   * The answer to making a config. Its members are there twice, because some clients look in {@code
   * data} and others beside it.
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Created(
      boolean success, Ref data, String id, String versionId, String slug, String object) {
    static Created of(Config config) {
      Ref ref =
          new Ref(
              config.id().toString(),
              config.current().id().toString(),
              config.slug().value(),
              "config");
      return new Created(true, ref, ref.id(), ref.versionId(), ref.slug(), ref.object());
    }
  }

  /** What a new config is called. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Ref(String id, String versionId, String slug, String object) {}

  /** The answer to changing a config, with its members twice as in {@link Created}. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Changed(boolean success, VersionRef data, String versionId, String object) {
    static Changed of(Config config) {
      VersionRef ref = new VersionRef(config.current().id().toString());
      return new Changed(true, ref, ref.versionId(), "config");
    }
  }

  /** The version that counts now. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record VersionRef(String versionId) {}

  /**
   * A config in a list, without its document.
   *
   * @param isDefault 1 for its workspace's default, else 0
   * @param ownerId who made it
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Item(
      String id,
      String name,
      String workspaceId,
      String slug,
      String organisationId,
      int isDefault,
      String status,
      String ownerId,
      String updatedBy,
      String createdAt,
      String lastUpdatedAt,
      String object) {
    static Item of(Config config) {
      return new Item(
          config.id().toString(),
          config.name(),
          config.workspace().toString(),
          config.slug().value(),
          config.organization().toString(),
          config.isDefault() ? 1 : 0,
          statusOf(config),
          config.audit().createdBy().value(),
          config.updatedBy().value(),
          Times.text(config.audit().createdAt()),
          Times.text(config.audit().updatedAt()),
          "config");
    }
  }

  /**
   * A config as it is shown alone.
   *
   * @param config the document, as JSON within a string
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Whole(
      String id,
      String name,
      String workspaceId,
      String slug,
      String organisationId,
      int isDefault,
      String status,
      String ownerId,
      String updatedBy,
      String createdAt,
      String lastUpdatedAt,
      String config,
      String format,
      String type,
      String versionId,
      String object) {
    static Whole of(Config config) {
      Item item = Item.of(config);
      return new Whole(
          item.id(),
          item.name(),
          item.workspaceId(),
          item.slug(),
          item.organisationId(),
          item.isDefault(),
          item.status(),
          item.ownerId(),
          item.updatedBy(),
          item.createdAt(),
          item.lastUpdatedAt(),
          config.current().document(),
          FORMAT,
          TYPE,
          config.current().id().toString(),
          item.object());
    }
  }

  /**
   * What a config said once.
   *
   * @param version counts from 1
   * @param isCurrent whether it counts now
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Version(
      String id,
      String versionId,
      int version,
      boolean isCurrent,
      String slug,
      String config,
      String format,
      String type,
      String createdBy,
      String createdAt,
      String object) {
    static Version of(Config config, ConfigVersion version) {
      return new Version(
          version.id().toString(),
          version.id().toString(),
          version.number(),
          version.id().equals(config.current().id()),
          config.slug().value(),
          version.document(),
          FORMAT,
          TYPE,
          version.createdBy().value(),
          Times.text(version.createdAt()),
          "config-version");
    }
  }

  private static String statusOf(Config config) {
    return config.archived() ? "archived" : "active";
  }
}
