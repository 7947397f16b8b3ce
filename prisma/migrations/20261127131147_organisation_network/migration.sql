-- CreateTable
CREATE TABLE "network_changes" (
    "id" UUID NOT NULL,
    "district_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subjects" TEXT[],
    "reason" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "network_changes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisations" (
    "district_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "valid_from" DATE,
    "valid_until" DATE,
    "change_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "superseded_at" TIMESTAMPTZ(3),

    CONSTRAINT "organisations_pkey" PRIMARY KEY ("district_code","code","version")
);

-- CreateTable
CREATE TABLE "placements" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "district_code" TEXT NOT NULL,
    "organisation_code" TEXT NOT NULL,
    "place_code" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "valid_from" DATE,
    "valid_until" DATE,
    "change_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "superseded_at" TIMESTAMPTZ(3),

    CONSTRAINT "placements_pkey" PRIMARY KEY ("id","version")
);

-- CreateTable
CREATE TABLE "place_lyings" (
    "id" UUID NOT NULL,
    "district_code" TEXT NOT NULL,
    "place_code" TEXT NOT NULL,
    "parent_code" TEXT,
    "valid_from" DATE,
    "valid_until" DATE,
    "change_id" UUID,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "superseded_at" TIMESTAMPTZ(3),

    CONSTRAINT "place_lyings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "network_changes_district_code_recorded_at_idx" ON "network_changes"("district_code", "recorded_at" DESC);

-- CreateIndex
CREATE INDEX "placements_district_code_idx" ON "placements"("district_code");

-- CreateIndex
CREATE INDEX "placements_change_id_idx" ON "placements"("change_id");

-- CreateIndex
CREATE INDEX "place_lyings_district_code_idx" ON "place_lyings"("district_code");
