--liquibase formatted sql

-- One schema for H2 (in PostgreSQL mode) and PostgreSQL: only what both understand alike.
-- Points in time are microseconds since the epoch (UTC): the same value, order and arithmetic on both, whatever the
-- time zone of a session. Small structures that are only ever read as a whole are JSON text.
-- Composite foreign keys carry the organization, so that no row can hang on another tenant's.

--changeset model-catalog:1-organization
CREATE TABLE organization (
  id UUID NOT NULL,
  name VARCHAR(255) NOT NULL,
  workspaces_may_create_integrations BOOLEAN NOT NULL,
  allow_unpriced_models BOOLEAN NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_organization PRIMARY KEY (id)
);
--rollback DROP TABLE organization;

--changeset model-catalog:1-workspace
CREATE TABLE workspace (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  slug VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  description VARCHAR,
  defaults VARCHAR NOT NULL,
  limits VARCHAR NOT NULL,
  is_default BOOLEAN NOT NULL,
  usage_epoch INT NOT NULL,
  last_reset_at BIGINT,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_workspace PRIMARY KEY (id),
  CONSTRAINT uq_workspace_slug UNIQUE (organization_id, slug),
  CONSTRAINT uq_workspace_tenant UNIQUE (organization_id, id),
  CONSTRAINT fk_workspace_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
);
CREATE INDEX ix_workspace_list ON workspace (organization_id, created_at, id);
--rollback DROP TABLE workspace;

--changeset model-catalog:1-integration
CREATE TABLE integration (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  workspace_id UUID,
  slug VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  description VARCHAR,
  kind VARCHAR(255) NOT NULL,
  configuration VARCHAR NOT NULL,
  credential_id UUID,
  credential_version INT,
  credential_masks VARCHAR,
  models TEXT NOT NULL,
  workspace_defaults VARCHAR NOT NULL,
  extras VARCHAR NOT NULL,
  tags VARCHAR NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_integration PRIMARY KEY (id),
  CONSTRAINT uq_integration_slug UNIQUE (organization_id, slug),
  CONSTRAINT uq_integration_tenant UNIQUE (organization_id, id),
  CONSTRAINT fk_integration_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT fk_integration_workspace FOREIGN KEY (organization_id, workspace_id)
    REFERENCES workspace (organization_id, id)
);
CREATE INDEX ix_integration_list ON integration (organization_id, created_at, id);
CREATE INDEX ix_integration_workspace ON integration (organization_id, workspace_id);
--rollback DROP TABLE integration;

--changeset model-catalog:1-workspace-grant
CREATE TABLE workspace_grant (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  integration_id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  enabled BOOLEAN NOT NULL,
  own_limits VARCHAR,
  models TEXT,
  usage_epoch INT NOT NULL,
  last_reset_at BIGINT,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_workspace_grant PRIMARY KEY (id),
  CONSTRAINT uq_workspace_grant_pair UNIQUE (integration_id, workspace_id),
  CONSTRAINT uq_workspace_grant_ends UNIQUE (organization_id, integration_id, workspace_id, id),
  CONSTRAINT fk_workspace_grant_integration FOREIGN KEY (organization_id, integration_id)
    REFERENCES integration (organization_id, id),
  CONSTRAINT fk_workspace_grant_workspace FOREIGN KEY (organization_id, workspace_id)
    REFERENCES workspace (organization_id, id)
);
CREATE INDEX ix_workspace_grant_workspace ON workspace_grant (organization_id, workspace_id);
--rollback DROP TABLE workspace_grant;

--changeset model-catalog:1-provider
CREATE TABLE provider (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  integration_id UUID NOT NULL,
  grant_id UUID NOT NULL,
  slug VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  note VARCHAR,
  origin VARCHAR(32) NOT NULL,
  limits VARCHAR NOT NULL,
  models TEXT,
  expires_at BIGINT,
  usage_epoch INT NOT NULL,
  last_reset_at BIGINT,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_provider PRIMARY KEY (id),
  CONSTRAINT uq_provider_slug UNIQUE (workspace_id, slug),
  CONSTRAINT fk_provider_workspace FOREIGN KEY (organization_id, workspace_id)
    REFERENCES workspace (organization_id, id),
  CONSTRAINT fk_provider_grant FOREIGN KEY (organization_id, integration_id, workspace_id, grant_id)
    REFERENCES workspace_grant (organization_id, integration_id, workspace_id, id)
);
CREATE INDEX ix_provider_list ON provider (organization_id, created_at, id);
CREATE INDEX ix_provider_workspace ON provider (workspace_id, created_at, id);
CREATE INDEX ix_provider_grant ON provider (grant_id);
CREATE INDEX ix_provider_ends ON provider (organization_id, integration_id, workspace_id, grant_id);
--rollback DROP TABLE provider;

--changeset model-catalog:1-api-key
CREATE TABLE api_key (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  workspace_id UUID,
  key_type VARCHAR(32) NOT NULL,
  owner_user VARCHAR,
  name VARCHAR(255) NOT NULL,
  description VARCHAR,
  digest VARCHAR(64) NOT NULL,
  mask VARCHAR(255) NOT NULL,
  scopes VARCHAR NOT NULL,
  limits VARCHAR NOT NULL,
  defaults VARCHAR NOT NULL,
  alert_emails VARCHAR NOT NULL,
  expires_at BIGINT,
  usage_epoch INT NOT NULL,
  last_reset_at BIGINT,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_api_key PRIMARY KEY (id),
  CONSTRAINT uq_api_key_digest UNIQUE (digest),
  CONSTRAINT fk_api_key_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT fk_api_key_workspace FOREIGN KEY (organization_id, workspace_id)
    REFERENCES workspace (organization_id, id)
);
CREATE INDEX ix_api_key_list ON api_key (organization_id, created_at, id);
CREATE INDEX ix_api_key_workspace ON api_key (organization_id, workspace_id);
--rollback DROP TABLE api_key;

--changeset model-catalog:1-secrets
-- One row: a random secret under the master key. That it opens proves the master key right; keyed hashes derive from it.
CREATE TABLE vault_root (
  id INT NOT NULL,
  wrapped BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT pk_vault_root PRIMARY KEY (id)
);
-- Data keys, one keyset for each organization, under the master key.
CREATE TABLE organization_key (
  organization_id UUID NOT NULL,
  wrapped BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT pk_organization_key PRIMARY KEY (organization_id),
  CONSTRAINT fk_organization_key_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
);
-- Encrypted credentials. Stored before the integration that points to them, so without a key on it.
CREATE TABLE credential (
  id UUID NOT NULL,
  version INT NOT NULL,
  organization_id UUID NOT NULL,
  integration_id UUID NOT NULL,
  ciphertext BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT pk_credential PRIMARY KEY (id, version),
  CONSTRAINT fk_credential_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
);
CREATE INDEX ix_credential_organization ON credential (organization_id);
--rollback DROP TABLE credential;
--rollback DROP TABLE organization_key;
--rollback DROP TABLE vault_root;

--changeset model-catalog:1-usage
-- Append-only, and without foreign keys: usage outlives what it was used through.
CREATE TABLE usage_record (
  request_id UUID NOT NULL,
  admitted_at BIGINT NOT NULL,
  organization_id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  api_key_id UUID NOT NULL,
  integration_id UUID NOT NULL,
  provider_id UUID NOT NULL,
  model VARCHAR(1024) NOT NULL,
  input_tokens BIGINT NOT NULL,
  cached_input_tokens BIGINT NOT NULL,
  cache_write_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  reasoning_tokens BIGINT NOT NULL,
  cost_nanos BIGINT NOT NULL,
  estimated BOOLEAN NOT NULL,
  outcome VARCHAR(32) NOT NULL,
  status INT NOT NULL,
  charges VARCHAR NOT NULL,
  CONSTRAINT pk_usage_record PRIMARY KEY (request_id)
);
CREATE INDEX ix_usage_record_workspace ON usage_record (workspace_id, admitted_at);
CREATE TABLE limit_balance (
  counter VARCHAR(255) NOT NULL,
  window_start BIGINT NOT NULL,
  used BIGINT NOT NULL,
  CONSTRAINT pk_limit_balance PRIMARY KEY (counter)
);
--rollback DROP TABLE limit_balance;
--rollback DROP TABLE usage_record;

--changeset model-catalog:2-usage-by-replica
-- Each replica has balances of its own, so that no two wait for one row; what was there belongs to none. "changed" is
-- the writing transaction (PostgreSQL) or the number of the change (H2): what a follower asks for.
CREATE SEQUENCE limit_balance_change;
ALTER TABLE limit_balance ADD COLUMN replica VARCHAR(64) DEFAULT '' NOT NULL;
ALTER TABLE limit_balance ADD COLUMN changed BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE limit_balance DROP CONSTRAINT pk_limit_balance;
ALTER TABLE limit_balance ADD CONSTRAINT pk_limit_balance PRIMARY KEY (counter, replica);
CREATE INDEX ix_limit_balance_changed ON limit_balance (changed);
CREATE INDEX ix_limit_balance_replica ON limit_balance (replica);
ALTER TABLE usage_record ADD COLUMN replica VARCHAR(64) DEFAULT '' NOT NULL;
CREATE INDEX ix_usage_record_replica ON usage_record (replica, admitted_at);
--rollback DROP INDEX ix_usage_record_replica;
--rollback ALTER TABLE usage_record DROP COLUMN replica;
--rollback DROP INDEX ix_limit_balance_replica;
--rollback DROP INDEX ix_limit_balance_changed;
--rollback ALTER TABLE limit_balance DROP CONSTRAINT pk_limit_balance;
--rollback ALTER TABLE limit_balance DROP COLUMN changed;
--rollback ALTER TABLE limit_balance DROP COLUMN replica;
--rollback ALTER TABLE limit_balance ADD CONSTRAINT pk_limit_balance PRIMARY KEY (counter);
--rollback DROP SEQUENCE limit_balance_change;

--changeset model-catalog:2-integration-pool
ALTER TABLE integration ADD COLUMN pool VARCHAR;
--rollback ALTER TABLE integration DROP COLUMN pool;

--changeset model-catalog:2-policy
CREATE TABLE policy (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  workspace_id UUID,
  name VARCHAR(255),
  conditions TEXT NOT NULL,
  group_by VARCHAR NOT NULL,
  rate BOOLEAN NOT NULL,
  unit VARCHAR(32) NOT NULL,
  amount VARCHAR NOT NULL,
  archived BOOLEAN NOT NULL,
  usage_epoch INT NOT NULL,
  resets TEXT NOT NULL,
  last_reset_at BIGINT,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_policy PRIMARY KEY (id),
  CONSTRAINT fk_policy_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT fk_policy_workspace FOREIGN KEY (organization_id, workspace_id)
    REFERENCES workspace (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_policy_list ON policy (organization_id, created_at, id);
CREATE INDEX ix_policy_workspace ON policy (organization_id, workspace_id);
--rollback DROP TABLE policy;

--changeset model-catalog:2-usage-control
-- How many records each replica has written, and the sum of their digests: finds those that were lost or changed.
CREATE TABLE usage_control (
  replica VARCHAR(64) NOT NULL,
  records BIGINT NOT NULL,
  digest BIGINT NOT NULL,
  CONSTRAINT pk_usage_control PRIMARY KEY (replica)
);
--rollback DROP TABLE usage_control;

--changeset model-catalog:2-usage-facts
-- Parts of the counts that have prices of their own, and where the cost comes from.
ALTER TABLE usage_record ADD COLUMN cache_write_long_tokens BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE usage_record ADD COLUMN audio_input_tokens BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE usage_record ADD COLUMN audio_output_tokens BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE usage_record ADD COLUMN cost_source VARCHAR(16) DEFAULT 'PRICE' NOT NULL;
--rollback ALTER TABLE usage_record DROP COLUMN cost_source;
--rollback ALTER TABLE usage_record DROP COLUMN audio_output_tokens;
--rollback ALTER TABLE usage_record DROP COLUMN audio_input_tokens;
--rollback ALTER TABLE usage_record DROP COLUMN cache_write_long_tokens;

--changeset model-catalog:2-lease
-- Who holds how much of each limit that replicas share. Books go some minutes after their window has ended.
CREATE TABLE replica (
  id VARCHAR(64) NOT NULL,
  instance VARCHAR(64) NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  CONSTRAINT pk_replica PRIMARY KEY (id)
);
CREATE TABLE limit_book (
  counter VARCHAR(255) NOT NULL,
  window_start BIGINT NOT NULL,
  window_end BIGINT NOT NULL,
  recall BIGINT NOT NULL,
  CONSTRAINT pk_limit_book PRIMARY KEY (counter, window_start)
);
CREATE INDEX ix_limit_book_end ON limit_book (window_end);
CREATE TABLE limit_lease (
  counter VARCHAR(255) NOT NULL,
  window_start BIGINT NOT NULL,
  replica VARCHAR(64) NOT NULL,
  held BIGINT NOT NULL,
  busy BIGINT NOT NULL,
  used BIGINT NOT NULL,
  turn BIGINT NOT NULL,
  answered BIGINT NOT NULL,
  recalled BOOLEAN NOT NULL,
  CONSTRAINT pk_limit_lease PRIMARY KEY (counter, window_start, replica),
  CONSTRAINT fk_limit_lease_book FOREIGN KEY (counter, window_start)
    REFERENCES limit_book (counter, window_start) ON DELETE CASCADE
);
CREATE INDEX ix_limit_lease_replica ON limit_lease (replica, recalled);
--rollback DROP TABLE limit_lease;
--rollback DROP TABLE limit_book;
--rollback DROP TABLE replica;

--changeset model-catalog:2-catalog-change
-- Which parts of the catalog changed, for other replicas to read them again. Only PostgreSQL has others.
CREATE TABLE catalog_change (
  id BIGINT GENERATED BY DEFAULT AS IDENTITY,
  xid BIGINT NOT NULL,
  written_at BIGINT NOT NULL,
  origin VARCHAR(64) NOT NULL,
  organization_id UUID NOT NULL,
  workspaces TEXT NOT NULL,
  organization_keys BOOLEAN NOT NULL,
  CONSTRAINT pk_catalog_change PRIMARY KEY (id)
);
CREATE INDEX ix_catalog_change_xid ON catalog_change (xid);
CREATE INDEX ix_catalog_change_age ON catalog_change (written_at);
--rollback DROP TABLE catalog_change;

--changeset model-catalog:2-alerts
-- An alert is told once for its key; of several replicas that find it, the one whose row stands tells it.
CREATE TABLE budget_alert (
  id UUID NOT NULL,
  counter VARCHAR(255) NOT NULL,
  window_start BIGINT NOT NULL,
  kind VARCHAR(16) NOT NULL,
  amount BIGINT NOT NULL,
  mark BIGINT NOT NULL,
  organization_id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  level VARCHAR(32) NOT NULL,
  owner_id UUID NOT NULL,
  owner_name VARCHAR(255) NOT NULL,
  what VARCHAR(64) NOT NULL,
  unit VARCHAR(16) NOT NULL,
  used BIGINT NOT NULL,
  window_end BIGINT,
  raised_at BIGINT NOT NULL,
  CONSTRAINT pk_budget_alert PRIMARY KEY (id),
  CONSTRAINT uq_budget_alert_key UNIQUE (counter, window_start, kind, amount, mark)
);
CREATE INDEX ix_budget_alert_raised ON budget_alert (raised_at);
CREATE TABLE alert_delivery (
  id UUID NOT NULL,
  alert_id UUID NOT NULL,
  position INT NOT NULL,
  channel VARCHAR(16) NOT NULL,
  target VARCHAR(1024) NOT NULL,
  status VARCHAR(16) NOT NULL,
  attempts INT NOT NULL,
  due_at BIGINT NOT NULL,
  reason VARCHAR(1024) NOT NULL,
  sent_at BIGINT,
  CONSTRAINT pk_alert_delivery PRIMARY KEY (id),
  CONSTRAINT fk_alert_delivery_alert FOREIGN KEY (alert_id) REFERENCES budget_alert (id)
);
CREATE INDEX ix_alert_delivery_due ON alert_delivery (channel, status, due_at);
CREATE INDEX ix_alert_delivery_alert ON alert_delivery (alert_id);
--rollback DROP TABLE alert_delivery;
--rollback DROP TABLE budget_alert;

--changeset model-catalog:2-audit
-- Append-only and chained: each hash covers the entry and the hash before it. Without foreign keys: it outlives what it
-- tells of. The head row of an organization is what its writers wait for.
CREATE TABLE audit_head (
  organization_id UUID NOT NULL,
  sequence BIGINT NOT NULL,
  hash CHAR(64) NOT NULL,
  CONSTRAINT pk_audit_head PRIMARY KEY (organization_id)
);
CREATE TABLE audit_event (
  organization_id UUID NOT NULL,
  sequence BIGINT NOT NULL,
  id UUID NOT NULL,
  at BIGINT NOT NULL,
  workspace_id UUID,
  actor_type VARCHAR(32) NOT NULL,
  actor_id VARCHAR(255) NOT NULL,
  action VARCHAR(64) NOT NULL,
  resource_type VARCHAR(64) NOT NULL,
  resource_id VARCHAR(255) NOT NULL,
  resource_name VARCHAR(1024) NOT NULL,
  changes VARCHAR NOT NULL,
  method VARCHAR(16),
  uri VARCHAR(2048),
  request_id VARCHAR(255),
  client_ip VARCHAR(64),
  status INT,
  hash CHAR(64) NOT NULL,
  CONSTRAINT pk_audit_event PRIMARY KEY (organization_id, sequence)
);
CREATE INDEX ix_audit_event_at ON audit_event (organization_id, at);
--rollback DROP TABLE audit_event;
--rollback DROP TABLE audit_head;

--changeset model-catalog:2-balance-retention
-- Replicas that were written off or have left, since when; and those whose balances were added to those of none.
CREATE TABLE replica_gone (
  id VARCHAR(64) NOT NULL,
  since BIGINT NOT NULL,
  CONSTRAINT pk_replica_gone PRIMARY KEY (id)
);
CREATE TABLE replica_folded (
  id VARCHAR(64) NOT NULL,
  CONSTRAINT pk_replica_folded PRIMARY KEY (id)
);
--rollback DROP TABLE replica_folded;
--rollback DROP TABLE replica_gone;

--changeset model-catalog:2-usage-index
-- Nothing reads the records of one replica, and each index is paid for with every call.
DROP INDEX ix_usage_record_replica;
--rollback CREATE INDEX ix_usage_record_replica ON usage_record (replica, admitted_at);

--changeset model-catalog:2-alerts-of-organizations
-- A budget for all workspaces together is none's of them.
ALTER TABLE budget_alert ALTER COLUMN workspace_id DROP NOT NULL;
--rollback UPDATE budget_alert SET workspace_id = organization_id WHERE workspace_id IS NULL;
--rollback ALTER TABLE budget_alert ALTER COLUMN workspace_id SET NOT NULL;

--changeset model-catalog:3-organization-settings
-- What managers and members may do: the toggles that were set, and the sections opened to workspaces.
ALTER TABLE organization ADD COLUMN security_settings VARCHAR DEFAULT '{}' NOT NULL;
ALTER TABLE workspace ADD COLUMN security_settings VARCHAR DEFAULT '{}' NOT NULL;
--rollback ALTER TABLE workspace DROP COLUMN security_settings;
--rollback ALTER TABLE organization DROP COLUMN security_settings;

--changeset model-catalog:3-workspace-settings
ALTER TABLE workspace ADD COLUMN icon VARCHAR(64);
ALTER TABLE workspace ADD COLUMN archived BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE workspace ADD COLUMN settings VARCHAR DEFAULT '{}' NOT NULL;
--rollback ALTER TABLE workspace DROP COLUMN settings;
--rollback ALTER TABLE workspace DROP COLUMN archived;
--rollback ALTER TABLE workspace DROP COLUMN icon;

--changeset model-catalog:3-configs
-- The current version stands beside its config, so that reading one takes one row. A document is JSON text as it was
-- given. The unique column default_of lets each workspace have one default at most, and all others be null.
CREATE TABLE config (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  slug VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  version_id UUID NOT NULL,
  version_number INT NOT NULL,
  document TEXT NOT NULL,
  version_by VARCHAR(64) NOT NULL,
  version_at BIGINT NOT NULL,
  default_of UUID,
  archived BOOLEAN NOT NULL,
  updated_by VARCHAR(64) NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_config PRIMARY KEY (id),
  CONSTRAINT uq_config_slug UNIQUE (organization_id, slug),
  CONSTRAINT uq_config_default UNIQUE (default_of),
  CONSTRAINT fk_config_workspace FOREIGN KEY (organization_id, workspace_id)
    REFERENCES workspace (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_config_list ON config (organization_id, created_at, id);
CREATE INDEX ix_config_workspace ON config (organization_id, workspace_id);
CREATE TABLE config_version (
  id UUID NOT NULL,
  config_id UUID NOT NULL,
  version_number INT NOT NULL,
  document TEXT NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT pk_config_version PRIMARY KEY (id),
  CONSTRAINT uq_config_version UNIQUE (config_id, version_number),
  CONSTRAINT fk_config_version_config FOREIGN KEY (config_id) REFERENCES config (id) ON DELETE CASCADE
);
--rollback DROP TABLE config_version;
--rollback DROP TABLE config;

--changeset model-catalog:3-request-log
-- One row for each call, refused ones too, for people to look at; limits and money never depend on it. Without foreign
-- keys and with names in clear: it outlives what it tells of. Each index is paid for with every call.
CREATE TABLE request_log (
  request_id UUID NOT NULL,
  organization_id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  at BIGINT NOT NULL,
  api_key_id UUID,
  api_key_name VARCHAR(255) NOT NULL,
  person VARCHAR(255),
  client_ip VARCHAR(64) NOT NULL,
  integration VARCHAR(255) NOT NULL,
  provider VARCHAR(255) NOT NULL,
  kind VARCHAR(255) NOT NULL,
  model VARCHAR(1024) NOT NULL,
  operation VARCHAR(64) NOT NULL,
  method VARCHAR(16) NOT NULL,
  path VARCHAR(2048) NOT NULL,
  streamed BOOLEAN NOT NULL,
  status INT NOT NULL,
  outcome VARCHAR(32) NOT NULL,
  reason VARCHAR(64) NOT NULL,
  input_tokens BIGINT NOT NULL,
  cached_input_tokens BIGINT NOT NULL,
  cache_write_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  reasoning_tokens BIGINT NOT NULL,
  cost_nanos BIGINT NOT NULL,
  estimated BOOLEAN NOT NULL,
  total_micros BIGINT NOT NULL,
  first_byte_micros BIGINT NOT NULL,
  upstream_micros BIGINT NOT NULL,
  trace_id VARCHAR(128) NOT NULL,
  span_id VARCHAR(128) NOT NULL,
  parent_span_id VARCHAR(128) NOT NULL,
  span_name VARCHAR(128) NOT NULL,
  metadata VARCHAR NOT NULL,
  CONSTRAINT pk_request_log PRIMARY KEY (request_id)
);
CREATE INDEX ix_request_log_organization ON request_log (organization_id, at, request_id);
CREATE INDEX ix_request_log_workspace ON request_log (workspace_id, at, request_id);
CREATE INDEX ix_request_log_trace ON request_log (organization_id, trace_id);
CREATE TABLE request_log_metadata (
  request_id UUID NOT NULL,
  name VARCHAR(128) NOT NULL,
  text VARCHAR(128) NOT NULL,
  CONSTRAINT pk_request_log_metadata PRIMARY KEY (request_id, name)
);
--rollback DROP TABLE request_log_metadata;
--rollback DROP TABLE request_log;

--changeset model-catalog:3-kept-answers
-- Answers to requests with a key of the client's own, encrypted: some hold secrets. Without one while the request runs.
CREATE TABLE kept_answer (
  organization_id UUID NOT NULL,
  actor_id VARCHAR(64) NOT NULL,
  idempotency_key VARCHAR(255) NOT NULL,
  fingerprint CHAR(64) NOT NULL,
  claimed_at BIGINT NOT NULL,
  status INT,
  body BYTEA,
  CONSTRAINT pk_kept_answer PRIMARY KEY (organization_id, actor_id, idempotency_key),
  CONSTRAINT fk_kept_answer_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
);
CREATE INDEX ix_kept_answer_age ON kept_answer (claimed_at);
--rollback DROP TABLE kept_answer;

--changeset model-catalog:3-request-feedback
CREATE TABLE request_feedback (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  trace_id VARCHAR(128) NOT NULL,
  score INT NOT NULL,
  weight INT NOT NULL,
  metadata VARCHAR NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT pk_request_feedback PRIMARY KEY (id)
);
CREATE INDEX ix_request_feedback_trace ON request_feedback (organization_id, trace_id);
CREATE INDEX ix_request_feedback_age ON request_feedback (organization_id, created_at);
--rollback DROP TABLE request_feedback;

--changeset model-catalog:3-log-export
-- What is to be handed out, not a copy of it. A link is for one use: using it clears it.
CREATE TABLE log_export (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  workspace_id UUID,
  description VARCHAR(1024) NOT NULL,
  filters VARCHAR NOT NULL,
  requested VARCHAR NOT NULL,
  status VARCHAR(16) NOT NULL,
  records BIGINT NOT NULL,
  ends_at BIGINT,
  link UUID,
  link_reach VARCHAR,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CONSTRAINT pk_log_export PRIMARY KEY (id),
  CONSTRAINT fk_log_export_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT fk_log_export_workspace FOREIGN KEY (organization_id, workspace_id)
    REFERENCES workspace (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_log_export_list ON log_export (organization_id, created_at);
--rollback DROP TABLE log_export;

--changeset model-catalog:3-list-indexes
-- Each list finds its page in an index alone, and a slug that is looked for in all workspaces has one.
CREATE INDEX ix_provider_slug ON provider (organization_id, slug);
CREATE INDEX ix_provider_list_in ON provider (organization_id, workspace_id, created_at, id);
CREATE INDEX ix_api_key_list_in ON api_key (organization_id, workspace_id, created_at, id);
CREATE INDEX ix_integration_list_in ON integration (organization_id, workspace_id, created_at, id);
--rollback DROP INDEX ix_integration_list_in;
--rollback DROP INDEX ix_api_key_list_in;
--rollback DROP INDEX ix_provider_list_in;
--rollback DROP INDEX ix_provider_slug;

--changeset model-catalog:3-people
-- "user" is a word of SQL's own. Addresses are stored in lower case.
CREATE TABLE person (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  email VARCHAR(254) NOT NULL,
  first_name VARCHAR(255) NOT NULL,
  last_name VARCHAR(255) NOT NULL,
  role VARCHAR(32) NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_person PRIMARY KEY (id),
  CONSTRAINT uq_person_email UNIQUE (organization_id, email),
  CONSTRAINT uq_person_tenant UNIQUE (organization_id, id),
  CONSTRAINT fk_person_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
);
CREATE INDEX ix_person_list ON person (organization_id, created_at, id);
CREATE INDEX ix_person_email ON person (email);
CREATE TABLE membership (
  organization_id UUID NOT NULL,
  workspace_id UUID NOT NULL,
  person_id UUID NOT NULL,
  role VARCHAR(32) NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_membership PRIMARY KEY (workspace_id, person_id),
  CONSTRAINT fk_membership_workspace FOREIGN KEY (organization_id, workspace_id)
    REFERENCES workspace (organization_id, id) ON DELETE CASCADE,
  CONSTRAINT fk_membership_person FOREIGN KEY (organization_id, person_id)
    REFERENCES person (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_membership_person ON membership (person_id, created_at);
CREATE INDEX ix_membership_tenant ON membership (organization_id, person_id);
CREATE INDEX ix_membership_workspace ON membership (organization_id, workspace_id);
-- Of those that were never ended, pending_email repeats the address: so there is but one for each.
CREATE TABLE invite (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  email VARCHAR(254) NOT NULL,
  pending_email VARCHAR(254),
  role VARCHAR(32) NOT NULL,
  workspaces TEXT NOT NULL,
  key_scopes TEXT NOT NULL,
  digest VARCHAR(64) NOT NULL,
  status VARCHAR(32) NOT NULL,
  expires_at BIGINT NOT NULL,
  accepted_at BIGINT,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_invite PRIMARY KEY (id),
  CONSTRAINT uq_invite_digest UNIQUE (digest),
  CONSTRAINT uq_invite_pending UNIQUE (organization_id, pending_email),
  CONSTRAINT fk_invite_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
);
CREATE INDEX ix_invite_list ON invite (organization_id, created_at, id);
--rollback DROP TABLE invite;
--rollback DROP TABLE membership;
--rollback DROP TABLE person;

--changeset model-catalog:3-secret-references
-- Where secrets are that others keep. What it takes to get at them is encrypted like credentials of integrations.
CREATE TABLE secret_reference (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  slug VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  description VARCHAR,
  kind VARCHAR(32) NOT NULL,
  auth VARCHAR NOT NULL,
  credential_id UUID,
  credential_version INT,
  credential_masks VARCHAR,
  path VARCHAR(1024) NOT NULL,
  secret_key VARCHAR(255),
  all_workspaces BOOLEAN NOT NULL,
  allowed TEXT NOT NULL,
  tags VARCHAR NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_secret_reference PRIMARY KEY (id),
  CONSTRAINT uq_secret_reference_slug UNIQUE (organization_id, slug),
  CONSTRAINT fk_secret_reference_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
);
CREATE INDEX ix_secret_reference_list ON secret_reference (organization_id, created_at, id);
--rollback DROP TABLE secret_reference;

--changeset model-catalog:3-api-keys
-- The secret that a rotation replaced, let in for a while yet. When keys were used is written without their version, by
-- the ledger in the background: nobody's change of a key may be stale because somebody calls with it.
ALTER TABLE api_key ADD COLUMN retiring_digest VARCHAR(64);
ALTER TABLE api_key ADD COLUMN retiring_until BIGINT;
CREATE TABLE api_key_use (
  api_key_id UUID NOT NULL,
  last_used_at BIGINT NOT NULL,
  CONSTRAINT pk_api_key_use PRIMARY KEY (api_key_id),
  CONSTRAINT fk_api_key_use_api_key FOREIGN KEY (api_key_id) REFERENCES api_key (id) ON DELETE CASCADE
);
--rollback DROP TABLE api_key_use;
--rollback ALTER TABLE api_key DROP COLUMN retiring_until;
--rollback ALTER TABLE api_key DROP COLUMN retiring_digest;

--changeset model-catalog:3-request-log-body
-- What was said in calls of workspaces that want it kept, redacted and cut off.
CREATE TABLE request_log_body (
  request_id UUID NOT NULL,
  organization_id UUID NOT NULL,
  at BIGINT NOT NULL,
  request TEXT NOT NULL,
  request_truncated BOOLEAN NOT NULL,
  response TEXT NOT NULL,
  response_truncated BOOLEAN NOT NULL,
  CONSTRAINT pk_request_log_body PRIMARY KEY (request_id)
);
CREATE INDEX ix_request_log_body_age ON request_log_body (organization_id, at);
--rollback DROP TABLE request_log_body;

--changeset model-catalog:3-key-rotation
-- Rotations by the clock. rotation_due repeats rotation_next while it is still to be done: what the background looks for.
-- rotation_days is 0 for once, -1 for weekly, -2 for monthly.
ALTER TABLE api_key ADD COLUMN rotation_days INT;
ALTER TABLE api_key ADD COLUMN rotation_next BIGINT;
ALTER TABLE api_key ADD COLUMN rotation_due BIGINT;
ALTER TABLE api_key ADD COLUMN rotation_transition BIGINT;
ALTER TABLE api_key ADD COLUMN secret_ends_at BIGINT;
CREATE INDEX ix_api_key_rotation ON api_key (rotation_due);
--rollback DROP INDEX ix_api_key_rotation;
--rollback ALTER TABLE api_key DROP COLUMN secret_ends_at;
--rollback ALTER TABLE api_key DROP COLUMN rotation_transition;
--rollback ALTER TABLE api_key DROP COLUMN rotation_due;
--rollback ALTER TABLE api_key DROP COLUMN rotation_next;
--rollback ALTER TABLE api_key DROP COLUMN rotation_days;

--changeset model-catalog:3-request-log-block
-- Records of calls as they came, many to a row, until they are brought to their place. Usage is not looked for by
-- workspace: the request log is.
CREATE TABLE request_log_block (
  id BIGINT GENERATED BY DEFAULT AS IDENTITY,
  records INT NOT NULL,
  content BYTEA NOT NULL,
  CONSTRAINT pk_request_log_block PRIMARY KEY (id)
);
DROP INDEX ix_usage_record_workspace;
--rollback CREATE INDEX ix_usage_record_workspace ON usage_record (workspace_id, admitted_at);
--rollback DROP TABLE request_log_block;

--changeset model-catalog:3-sign-in
CREATE TABLE person_password (
  person_id UUID NOT NULL,
  hash VARCHAR(512) NOT NULL,
  changed_at BIGINT NOT NULL,
  CONSTRAINT pk_person_password PRIMARY KEY (person_id),
  CONSTRAINT fk_person_password_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE person_session (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  person_id UUID NOT NULL,
  digest VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  client_ip VARCHAR(64) NOT NULL,
  client VARCHAR(255) NOT NULL,
  CONSTRAINT pk_person_session PRIMARY KEY (id),
  CONSTRAINT uq_person_session_digest UNIQUE (digest),
  CONSTRAINT fk_person_session_person FOREIGN KEY (organization_id, person_id)
    REFERENCES person (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_person_session_person ON person_session (organization_id, person_id);
CREATE INDEX ix_person_session_list ON person_session (person_id, created_at);
CREATE INDEX ix_person_session_end ON person_session (ends_at);
-- How often something was tried in the window that began then.
CREATE TABLE attempt (
  subject VARCHAR(128) NOT NULL,
  since BIGINT NOT NULL,
  times INT NOT NULL,
  CONSTRAINT pk_attempt PRIMARY KEY (subject, since)
);
CREATE INDEX ix_attempt_since ON attempt (since);
CREATE TABLE setup_link (
  digest VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT pk_setup_link PRIMARY KEY (digest)
);
--rollback DROP TABLE setup_link;
--rollback DROP TABLE attempt;
--rollback DROP TABLE person_session;
--rollback DROP TABLE person_password;

--changeset model-catalog:3-model-listing
-- When the upstream of an integration that enables new models is next asked for its models; whoever moves the time asks.
CREATE TABLE model_listing (
  integration_id UUID NOT NULL,
  due_at BIGINT NOT NULL,
  CONSTRAINT pk_model_listing PRIMARY KEY (integration_id),
  CONSTRAINT fk_model_listing_integration FOREIGN KEY (integration_id) REFERENCES integration (id) ON DELETE CASCADE
);
--rollback DROP TABLE model_listing;
