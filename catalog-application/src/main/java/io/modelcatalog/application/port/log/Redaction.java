package io.modelcatalog.application.port.log;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of bodies what is not to be kept: values of JSON members whose names promise a secret
 * or that a workspace has named, and texts that look like credentials wherever they stand. Works on
 * text, so that it holds for bodies that are cut off, streamed, or no JSON at all.
 */
public final class Redaction {
  /** What stands where something was taken out. */
  public static final String MARK = "[redacted]";

  private static final String SECRET_NAMES =
      "(?:api[_-]?key|apikey|authorization|password|passwd|secret|client[_-]?secret|access[_-]?key"
          + "|access[_-]?token|refresh[_-]?token|id[_-]?token|private[_-]?key|credentials?)";

  private static final Pattern SECRET_MEMBERS =
      Pattern.compile(
          "\"(?:[A-Za-z0-9]{1,32}[_-])?" + SECRET_NAMES + "\"\\s*:\\s*", Pattern.CASE_INSENSITIVE);

  private static final Pattern CREDENTIALS =
      Pattern.compile(
          "\\b(?:sk|pk|rk|gsk|xai|hf|ghp|gho|ghs|glpat|xox[abpr])[-_][A-Za-z0-9_-]{12,}"
              + "|\\bAKIA[0-9A-Z]{16}\\b|\\bAIza[0-9A-Za-z_-]{30,}|\\bmcg_[A-Za-z0-9_-]{12,}"
              + "|\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}"
              + "|(?i:\\bBearer)\\s+[A-Za-z0-9._~+/=-]{12,}|-----BEGIN [A-Z ]*PRIVATE"
              + " KEY-----[\\s\\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)");

  private Redaction() {}

  /**
   * A body as it may be kept.
   *
   * @param body its bytes; those that are no UTF-8 become replacement characters
   * @param hidden names of members whose values are hidden, whatever they are
   */
  public static String of(byte[] body, Set<String> hidden) {
    String text = new String(body, StandardCharsets.UTF_8);
    text = without(text, SECRET_MEMBERS);
    for (String name : hidden) {
      text = without(text, Pattern.compile("\"" + Pattern.quote(name) + "\"\\s*:\\s*"));
    }
    return CREDENTIALS.matcher(text).replaceAll(Matcher.quoteReplacement(MARK));
  }

  /** Objects and lists go whole, by counting brackets. */
  private static String without(String text, Pattern names) {
    Matcher member = names.matcher(text);
    StringBuilder kept = new StringBuilder();
    int from = 0;
    while (member.find(from)) {
      kept.append(text, from, member.end()).append('"').append(MARK).append('"');
      from = endOfValue(text, member.end());
    }
    return kept.append(text, from, text.length()).toString();
  }

  private static int endOfValue(String text, int start) {
    int depth = 0;
    int at = start;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at = endOfText(text, at + 1);
        if (depth == 0) {
          return at;
        }
        continue;
      }
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        if (depth == 0) {
          return at;
        }
        depth--;
        if (depth == 0) {
          return at + 1;
        }
      } else if (c == ',' && depth == 0) {
        return at;
      }
      at++;
    }
    return at;
  }

  private static int endOfText(String text, int start) {
    int at = start;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(text.length(), at + 1);
  }
}
