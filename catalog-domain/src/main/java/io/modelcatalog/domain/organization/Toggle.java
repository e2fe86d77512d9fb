package io.modelcatalog.domain.organization;

import java.util.Optional;

/**
 * What an organization leaves to managers and members of workspaces. Names and defaults are those
 * of the {@code security_settings} that existing clients read; a default that only some of them
 * state differs where a comment says so.
 */
public enum Toggle {
  MEMBERS_VIEW_API_KEYS("membersViewApiKeys", Section.API_KEYS, true),
  MEMBERS_WRITE_API_KEYS("membersWriteApiKeys", Section.API_KEYS, true),
  MANAGERS_VIEW_API_KEYS("managersViewApiKeys", Section.API_KEYS, true),
  MANAGERS_WRITE_API_KEYS("managersWriteApiKeys", Section.API_KEYS, true),
  MEMBERS_VIEW_CONFIGS("membersViewConfigs", Section.CONFIGS, true),
  MEMBERS_WRITE_CONFIGS("membersWriteConfigs", Section.CONFIGS, false),
  MANAGERS_VIEW_CONFIGS("managersViewConfigs", Section.CONFIGS, true),
  MANAGERS_WRITE_CONFIGS("managersWriteConfigs", Section.CONFIGS, true),
  MEMBERS_VIEW_PROMPTS("membersViewPrompts", Section.PROMPTS, true),
  MEMBERS_WRITE_PROMPTS("membersWritePrompts", Section.PROMPTS, true),
  MANAGERS_VIEW_PROMPTS("managersViewPrompts", Section.PROMPTS, true),
  MANAGERS_WRITE_PROMPTS("managersWritePrompts", Section.PROMPTS, true),
  MEMBERS_VIEW_GUARDRAILS("membersViewGuardrails", Section.GUARDRAILS, true),
  MEMBERS_WRITE_GUARDRAILS("membersWriteGuardrails", Section.GUARDRAILS, false),
  MANAGERS_VIEW_GUARDRAILS("managersViewGuardrails", Section.GUARDRAILS, true),
  MANAGERS_WRITE_GUARDRAILS("managersWriteGuardrails", Section.GUARDRAILS, true),
  MEMBERS_VIEW_VIRTUAL_KEYS("membersViewVirtualKeys", Section.PROVIDERS, true),
  // Documentation says that members never manage providers, a recording says true. The strict one.
  MEMBERS_WRITE_VIRTUAL_KEYS("membersWriteVirtualKeys", Section.PROVIDERS, false),
  MANAGERS_VIEW_VIRTUAL_KEYS("managersViewVirtualKeys", Section.PROVIDERS, true),
  MANAGERS_WRITE_VIRTUAL_KEYS("managersWriteVirtualKeys", Section.PROVIDERS, true),
  MANAGERS_WRITE_WS_INTEGRATIONS("managersWriteWsIntegrations", Section.PROVIDERS, true),
  MEMBERS_VIEW_LOGS("membersViewLogs", Section.LOGS, true),
  MEMBERS_VIEW_LOG_METADATA("membersViewLogMetadata", Section.LOGS, true),
  MANAGERS_VIEW_LOGS("managersViewLogs", Section.LOGS, true),
  MANAGERS_VIEW_LOG_METADATA("managersViewLogMetadata", Section.LOGS, true),
  ORGANISATION_ADMINS_VIEW_LOGS("organisationAdminsViewLogs", Section.LOGS, true),
  ORGANISATION_ADMINS_VIEW_LOG_METADATA("organisationAdminsViewLogMetadata", Section.LOGS, true),
  MEMBERS_VIEW_ANALYTICS("membersViewAnalytics", Section.ANALYTICS, true),
  MANAGERS_VIEW_ANALYTICS("managersViewAnalytics", Section.ANALYTICS, true),
  MEMBERS_VIEW_ALL_DATA("membersViewAllData", Section.DATA, true),
  MANAGERS_VIEW_ALL_DATA("managersViewAllData", Section.DATA, true),
  MANAGERS_UPDATE_WS("managersUpdateWs", Section.WORKSPACE, true),
  MANAGERS_WRITE_WS_USERS("managersWriteWsUsers", Section.WORKSPACE, true),
  MANAGERS_WRITE_WS_MCP_INTEGRATIONS("managersWriteWsMcpIntegrations", Section.MCP, true),
  MANAGERS_WRITE_MCP_SERVERS("managersWriteMcpServers", Section.MCP, true);

  /** Toggles that an organization opens to its workspaces together. */
  public enum Section {
    API_KEYS("api_keys"),
    CONFIGS("configs"),
    PROMPTS("prompts"),
    GUARDRAILS("guardrails"),
    PROVIDERS("virtual_keys"),
    LOGS("logs"),
    ANALYTICS("analytics"),
    DATA("data_visibility"),
    WORKSPACE("workspaces"),
    MCP("mcp");

    private final String wireName;

    Section(String wireName) {
      this.wireName = wireName;
    }

    /** Its name on the wire. */
    public String wireName() {
      return wireName;
    }

    /** The section of this name on the wire; empty if none has it. */
    public static Optional<Section> of(String wireName) {
      for (Section section : values()) {
        if (section.wireName.equals(wireName)) {
          return Optional.of(section);
        }
      }
      return Optional.empty();
    }
  }

  private final String wireName;
  private final Section section;
  private final boolean initially;

  Toggle(String wireName, Section section, boolean initially) {
    this.wireName = wireName;
    this.section = section;
    this.initially = initially;
  }

  /** Its name on the wire. */
  public String wireName() {
    return wireName;
  }

  /** What it is opened to workspaces with. */
  public Section section() {
    return section;
  }

  /** Whether it is on where nobody set it. */
  public boolean initially() {
    return initially;
  }

  /** The toggle of this name on the wire; empty if none has it. */
  public static Optional<Toggle> of(String wireName) {
    for (Toggle toggle : values()) {
      if (toggle.wireName.equals(wireName)) {
        return Optional.of(toggle);
      }
    }
    return Optional.empty();
  }
}
