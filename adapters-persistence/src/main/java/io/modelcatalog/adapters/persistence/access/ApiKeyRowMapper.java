package io.modelcatalog.adapters.persistence.access;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.RetiringKey;
import io.modelcatalog.domain.access.RotationPeriod;
import io.modelcatalog.domain.access.RotationPolicy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.Named;

@Mapper(uses = Columns.class)
interface ApiKeyRowMapper {
  /** Instead of a number of days: once, each Monday, on the first of each month. */
  int ONCE = 0;

  int WEEKLY = -1;
  int MONTHLY = -2;

  @Mapping(target = "createdBy", source = "audit.createdBy")
  @Mapping(target = "createdAt", source = "audit.createdAt")
  @Mapping(target = "updatedAt", source = "audit.updatedAt")
  @Mapping(target = "retiringDigest", source = "retiring", qualifiedByName = "retiringDigest")
  @Mapping(target = "retiringUntil", source = "retiring", qualifiedByName = "retiringUntil")
  @Mapping(target = "rotationDays", source = "rotation", qualifiedByName = "rotationDays")
  @Mapping(target = "rotationNext", source = "rotation", qualifiedByName = "rotationNext")
  @Mapping(target = "rotationDue", source = "rotation", qualifiedByName = "rotationDue")
  @Mapping(target = "rotationTransition", source = "rotation", qualifiedByName = "transition")
  @Mapping(target = "version", qualifiedByName = "toRowVersion")
  ApiKeyRow toRow(ApiKey key);

  @Mapping(target = "audit", source = ".")
  @Mapping(target = "retiring", source = ".", qualifiedByName = "retiring")
  @Mapping(target = "rotation", source = ".", qualifiedByName = "rotation")
  @Mapping(target = "rotationBegun", ignore = true)
  @Mapping(target = "version", qualifiedByName = "fromRowVersion")
  ApiKey fromRow(ApiKeyRow row);

  @Named("retiringDigest")
  static @Nullable String retiringDigest(Optional<RetiringKey> retiring) {
    return retiring.map(key -> key.digest().hex()).orElse(null);
  }

  @Named("rotationDays")
  static @Nullable Integer rotationDays(Optional<RotationPolicy> rotation) {
    return rotation
        .map(
            policy ->
                switch (policy.period().orElse(null)) {
                  case null -> ONCE;
                  case RotationPeriod.Weekly() -> WEEKLY;
                  case RotationPeriod.Monthly() -> MONTHLY;
                  case RotationPeriod.EveryDays(int days) -> days;
                })
        .orElse(null);
  }

  @Named("rotationNext")
  static @Nullable Long rotationNext(Optional<RotationPolicy> rotation) {
    return rotation.map(policy -> Columns.micros(policy.next())).orElse(null);
  }

  @Named("rotationDue")
  static @Nullable Long rotationDue(Optional<RotationPolicy> rotation) {
    return rotation.flatMap(RotationPolicy::due).map(Columns::micros).orElse(null);
  }

  @Named("transition")
  static @Nullable Long transition(Optional<RotationPolicy> rotation) {
    return rotation.map(policy -> policy.transition().toMillis()).orElse(null);
  }

  @Named("rotation")
  static Optional<RotationPolicy> rotation(ApiKeyRow row) {
    Integer days = row.rotationDays();
    Long next = row.rotationNext();
    Long transition = row.rotationTransition();
    return days == null || next == null || transition == null
        ? Optional.empty()
        : Optional.of(
            new RotationPolicy(
                period(days),
                Columns.instant(next),
                Duration.ofMillis(transition),
                row.rotationDue() == null));
  }

  private static Optional<RotationPeriod> period(int days) {
    return switch (days) {
      case ONCE -> Optional.empty();
      case WEEKLY -> Optional.of(new RotationPeriod.Weekly());
      case MONTHLY -> Optional.of(new RotationPeriod.Monthly());
      default -> Optional.of(new RotationPeriod.EveryDays(days));
    };
  }

  @Named("retiringUntil")
  static @Nullable Long retiringUntil(Optional<RetiringKey> retiring) {
    return retiring.map(key -> Columns.micros(key.until())).orElse(null);
  }

  @Named("retiring")
  static Optional<RetiringKey> retiring(ApiKeyRow row) {
    String digest = row.retiringDigest();
    Long until = row.retiringUntil();
    return digest == null || until == null
        ? Optional.empty()
        : Optional.of(new RetiringKey(KeyDigest.ofHex(digest), Columns.instant(until)));
  }
}
