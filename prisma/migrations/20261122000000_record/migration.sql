-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "inbox" (
    "command_id" UUID NOT NULL,
    "client" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "expected_version" INTEGER,
    "body" JSONB NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "claimed_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "outcome" JSONB,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("command_id")
);

-- CreateTable
CREATE TABLE "request_events" (
    "case_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "run" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "v" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3),
    "command_id" UUID,
    "envelope" TEXT NOT NULL,
    "prev_hash" CHAR(64) NOT NULL,
    "hash" CHAR(64) NOT NULL,
    "algorithm" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "request_events_pkey" PRIMARY KEY ("case_id","seq")
);

-- CreateTable
CREATE TABLE "resident_requests" (
    "case_id" TEXT NOT NULL,
    "district_code" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "last_hash" CHAR(64) NOT NULL,
    "stage" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "outcome" TEXT,
    "kind" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "urgency" TEXT NOT NULL,
    "category_code" TEXT NOT NULL,
    "provenance" TEXT NOT NULL,
    "subdistrict" TEXT,
    "community" TEXT,
    "grid" TEXT,
    "lead_unit" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "next_due_at" TIMESTAMPTZ(3),
    "next_due_clock" TEXT,
    "overdue_since" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "requester_index" BYTEA,
    "tags" TEXT[],
    "duplicate_of" TEXT,
    "snapshot" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "resident_requests_pkey" PRIMARY KEY ("case_id")
);

-- CreateTable
CREATE TABLE "request_clocks" (
    "case_id" TEXT NOT NULL,
    "clock" TEXT NOT NULL,
    "n" INTEGER NOT NULL,
    "unit" TEXT,
    "limit" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "last_day" TEXT,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "status" TEXT NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),
    "breached_at" TIMESTAMPTZ(3),

    CONSTRAINT "request_clocks_pkey" PRIMARY KEY ("case_id","clock","n")
);

-- CreateTable
CREATE TABLE "external_ids" (
    "system" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,

    CONSTRAINT "external_ids_pkey" PRIMARY KEY ("system","id")
);

-- CreateTable
CREATE TABLE "vault_texts" (
    "ref" UUID NOT NULL,
    "case_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "text" TEXT,
    "salt" BYTEA,
    "commitment" CHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "vault_texts_pkey" PRIMARY KEY ("ref")
);

-- CreateTable
CREATE TABLE "vault_contacts" (
    "ref" UUID NOT NULL,
    "case_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA,
    "salt" BYTEA,
    "commitment" CHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "vault_contacts_pkey" PRIMARY KEY ("ref")
);

-- CreateTable
CREATE TABLE "districts" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_en" TEXT,
    "provenance" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "districts_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "places" (
    "district_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_code" TEXT,
    "valid_from" DATE,
    "valid_until" DATE,
    "provenance" TEXT NOT NULL,

    CONSTRAINT "places_pkey" PRIMARY KEY ("district_code","code")
);

-- CreateTable
CREATE TABLE "units" (
    "district_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "place_code" TEXT,
    "valid_from" DATE,
    "valid_until" DATE,
    "successor_code" TEXT,
    "provenance" TEXT NOT NULL,

    CONSTRAINT "units_pkey" PRIMARY KEY ("district_code","code")
);

-- CreateTable
CREATE TABLE "unit_aliases" (
    "district_code" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "provenance" TEXT NOT NULL,

    CONSTRAINT "unit_aliases_pkey" PRIMARY KEY ("district_code","unit_code","name")
);

-- CreateTable
CREATE TABLE "duty_officers" (
    "id" UUID NOT NULL,
    "district_code" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "duty" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "valid_from" DATE,
    "valid_until" DATE,

    CONSTRAINT "duty_officers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "categories" (
    "district_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "parent_code" TEXT,
    "name" TEXT NOT NULL,
    "complex" BOOLEAN NOT NULL DEFAULT false,
    "utility" BOOLEAN NOT NULL DEFAULT false,
    "photo_required" BOOLEAN NOT NULL DEFAULT false,
    "closing_standard" TEXT,
    "provenance" TEXT NOT NULL,

    CONSTRAINT "categories_pkey" PRIMARY KEY ("district_code","code")
);

-- CreateTable
CREATE TABLE "dispatch_catalogue" (
    "id" UUID NOT NULL,
    "district_code" TEXT NOT NULL,
    "category_code" TEXT NOT NULL,
    "place_code" TEXT,
    "lead" TEXT NOT NULL,
    "unit_code" TEXT,
    "basis" TEXT NOT NULL,
    "valid_from" DATE,
    "valid_until" DATE,

    CONSTRAINT "dispatch_catalogue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policies" (
    "district_code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "body" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policies_pkey" PRIMARY KEY ("district_code","version")
);

-- CreateTable
CREATE TABLE "calendar_years" (
    "year" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "body" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "calendar_years_pkey" PRIMARY KEY ("year","version")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL,
    "district_code" TEXT NOT NULL,
    "login" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "unit_code" TEXT,
    "password_hash" TEXT,
    "failed_attempts" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_roles" (
    "account_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "scope_kind" TEXT NOT NULL,
    "scope_code" TEXT NOT NULL,

    CONSTRAINT "account_roles_pkey" PRIMARY KEY ("account_id","role","scope_kind","scope_code")
);

-- CreateTable
CREATE TABLE "sessions" (
    "token_hash" BYTEA NOT NULL,
    "account_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "inbox_client_key_key" ON "inbox"("client", "key");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_case_id_ordinal_key" ON "inbox"("case_id", "ordinal");

-- CreateIndex
CREATE INDEX "request_events_type_at_idx" ON "request_events"("type", "at");

-- CreateIndex
CREATE UNIQUE INDEX "resident_requests_number_key" ON "resident_requests"("number");

-- CreateIndex
CREATE INDEX "resident_requests_district_code_received_at_number_idx" ON "resident_requests"("district_code", "received_at" DESC, "number" DESC);

-- CreateIndex
CREATE INDEX "resident_requests_district_code_stage_state_received_at_idx" ON "resident_requests"("district_code", "stage", "state", "received_at" DESC);

-- CreateIndex
CREATE INDEX "resident_requests_lead_unit_received_at_idx" ON "resident_requests"("lead_unit", "received_at" DESC);

-- CreateIndex
CREATE INDEX "resident_requests_subdistrict_received_at_idx" ON "resident_requests"("subdistrict", "received_at" DESC);

-- CreateIndex
CREATE INDEX "resident_requests_next_due_at_idx" ON "resident_requests"("next_due_at");

-- CreateIndex
CREATE INDEX "resident_requests_overdue_since_idx" ON "resident_requests"("overdue_since");

-- CreateIndex
CREATE INDEX "resident_requests_requester_index_idx" ON "resident_requests"("requester_index");

-- CreateIndex
CREATE INDEX "resident_requests_district_code_category_code_received_at_idx" ON "resident_requests"("district_code", "category_code", "received_at");

-- CreateIndex
CREATE INDEX "resident_requests_district_code_occurred_at_idx" ON "resident_requests"("district_code", "occurred_at");

-- CreateIndex
CREATE INDEX "request_clocks_clock_due_at_idx" ON "request_clocks"("clock", "due_at");

-- CreateIndex
CREATE INDEX "external_ids_case_id_idx" ON "external_ids"("case_id");

-- CreateIndex
CREATE INDEX "vault_texts_case_id_idx" ON "vault_texts"("case_id");

-- CreateIndex
CREATE INDEX "vault_contacts_case_id_idx" ON "vault_contacts"("case_id");

-- CreateIndex
CREATE INDEX "places_district_code_parent_code_idx" ON "places"("district_code", "parent_code");

-- CreateIndex
CREATE INDEX "units_district_code_place_code_idx" ON "units"("district_code", "place_code");

-- CreateIndex
CREATE UNIQUE INDEX "duty_officers_district_code_unit_code_duty_account_id_key" ON "duty_officers"("district_code", "unit_code", "duty", "account_id");

-- CreateIndex
CREATE INDEX "categories_district_code_parent_code_idx" ON "categories"("district_code", "parent_code");

-- CreateIndex
CREATE INDEX "dispatch_catalogue_district_code_category_code_idx" ON "dispatch_catalogue"("district_code", "category_code");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_login_key" ON "accounts"("login");

-- CreateIndex
CREATE INDEX "sessions_account_id_idx" ON "sessions"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_key_hash_key" ON "api_keys"("key_hash");

-- AddForeignKey
ALTER TABLE "request_clocks" ADD CONSTRAINT "request_clocks_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "resident_requests"("case_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unit_aliases" ADD CONSTRAINT "unit_aliases_district_code_unit_code_fkey" FOREIGN KEY ("district_code", "unit_code") REFERENCES "units"("district_code", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "duty_officers" ADD CONSTRAINT "duty_officers_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_roles" ADD CONSTRAINT "account_roles_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
