package io.modelcatalog.adapters.providers.openai;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One deployment of an Azure OpenAI resource.
 *
 * @param alias what callers may call it; null if it has none
 * @param name its name in Azure
 * @param apiVersion {@code v1}, or a date such as {@code 2024-10-21} or {@code 2025-04-01-preview}
 * @param isDefault whether it takes the models that no other deployment is named after
 */
public record AzureDeployment(
    @Nullable String alias, String name, String apiVersion, boolean isDefault) {
  /** The API without dates. */
  public static final String V1 = "v1";

  /** The dated version in general use, for integrations that name none. */
  public static final String USUAL_VERSION = "2024-10-21";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern VERSION = Pattern.compile("v1|\\d{4}-\\d{2}-\\d{2}(-preview)?");

  /** Whether a text can be a deployment's name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether a text can be an API version. */
  public static boolean isVersion(String text) {
    return VERSION.matcher(text).matches();
  }
}
