package io.modelcatalog.adapters.persistence.access;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.RetiringKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.Named;

@Mapper(uses = Columns.class)
interface ApiKeyRowMapper {
  @Mapping(target = "createdBy", source = "audit.createdBy")
  @Mapping(target = "createdAt", source = "audit.createdAt")
  @Mapping(target = "updatedAt", source = "audit.updatedAt")
  @Mapping(target = "retiringDigest", source = "retiring", qualifiedByName = "retiringDigest")
  @Mapping(target = "retiringUntil", source = "retiring", qualifiedByName = "retiringUntil")
  @Mapping(target = "version", qualifiedByName = "toRowVersion")
  ApiKeyRow toRow(ApiKey key);

  @Mapping(target = "audit", source = ".")
  @Mapping(target = "retiring", source = ".", qualifiedByName = "retiring")
  @Mapping(target = "version", qualifiedByName = "fromRowVersion")
  ApiKey fromRow(ApiKeyRow row);

  @Named("retiringDigest")
  static @Nullable String retiringDigest(Optional<RetiringKey> retiring) {
    return retiring.map(key -> key.digest().hex()).orElse(null);
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
