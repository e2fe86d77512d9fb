package io.modelcatalog.adapters.providers.usage;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.modelcatalog.application.port.usage.TokenCounter;
import org.jspecify.annotations.Nullable;

/**
 * Counts as OpenAI's newer models do ({@code o200k_base}). For other vendors' models that is an
 * approximation. Its tables are read at the first count, which takes about a second.
 */
public final class OpenAiTokenizer implements TokenCounter {
  private @Nullable Encoding encoding;

  @Override
  public long count(String text) {
    return encoding().countTokensOrdinary(text);
  }

  private synchronized Encoding encoding() {
    Encoding known = encoding;
    if (known == null) {
      known = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
      encoding = known;
    }
    return known;
  }
}
