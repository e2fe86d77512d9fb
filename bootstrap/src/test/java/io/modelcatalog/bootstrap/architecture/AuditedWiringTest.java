package io.modelcatalog.bootstrap.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.modelcatalog.bootstrap.LocalCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks the running program for a repository gets one that writes into the audit log. */
class AuditedWiringTest {
  @Test
  void noRepositoryIsWiredPastTheAuditLog(@TempDir Path data) throws Exception {
    List<String> seen = new ArrayList<>();
    try (LocalCatalog catalog = LocalCatalog.in(data, Map.of())) {
      for (JavaClass port : ProductClasses.ALL) {
        if (port.isInterface()
            && port.getPackageName().startsWith("io.modelcatalog.application.")
            && port.getSimpleName().endsWith("Repository")) {
          for (Object bean : catalog.server().context().getBeansOfType(port.reflect())) {
            assertThat(bean.getClass().getSimpleName()).as(port.getName()).startsWith("Audited");
          }
          seen.add(port.getSimpleName());
        }
      }
    }
    assertThat(seen).contains("WorkspaceRepository", "ApiKeyRepository").hasSizeGreaterThan(5);
  }
}
