-- CreateTable
CREATE TABLE "powers" (
    "district_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "matter" TEXT NOT NULL,
    "category_code" TEXT,
    "unit_code" TEXT NOT NULL,
    "measures" TEXT[],
    "rule" TEXT NOT NULL,
    "valid_from" DATE,
    "valid_until" DATE,
    "provenance" TEXT NOT NULL,

    CONSTRAINT "powers_pkey" PRIMARY KEY ("district_code","code")
);

-- CreateTable
CREATE TABLE "service_matters" (
    "district_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "promised_limit" TEXT NOT NULL,
    "materials" JSONB NOT NULL,
    "steps" TEXT[],
    "result" TEXT NOT NULL,
    "window_level" TEXT NOT NULL,
    "valid_from" DATE,
    "valid_until" DATE,
    "provenance" TEXT NOT NULL,

    CONSTRAINT "service_matters_pkey" PRIMARY KEY ("district_code","code")
);

-- CreateTable
CREATE TABLE "stationings" (
    "district_code" TEXT NOT NULL,
    "subdistrict_code" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "mode" TEXT NOT NULL,
    "weekdays" INTEGER[],
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "provenance" TEXT NOT NULL,

    CONSTRAINT "stationings_pkey" PRIMARY KEY ("district_code","subdistrict_code","account_id","valid_from")
);

-- CreateTable
CREATE TABLE "committees" (
    "district_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "place_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "chair_account_id" UUID NOT NULL,
    "secretary_account_id" UUID NOT NULL,
    "quorum" INTEGER NOT NULL,
    "cadence" TEXT NOT NULL,
    "regular_day" INTEGER NOT NULL,
    "regular_time" TEXT NOT NULL,
    "valid_from" DATE,
    "valid_until" DATE,
    "provenance" TEXT NOT NULL,

    CONSTRAINT "committees_pkey" PRIMARY KEY ("district_code","code")
);

-- CreateTable
CREATE TABLE "committee_members" (
    "district_code" TEXT NOT NULL,
    "committee_code" TEXT NOT NULL,
    "seat" INTEGER NOT NULL,
    "organisation" TEXT NOT NULL,
    "unit_code" TEXT,
    "delegate_account_id" UUID NOT NULL,
    "substitute_account_id" UUID,
    "kind" TEXT NOT NULL,
    "valid_from" DATE,
    "valid_until" DATE,

    CONSTRAINT "committee_members_pkey" PRIMARY KEY ("district_code","committee_code","seat")
);

-- CreateTable
CREATE TABLE "mediators" (
    "district_code" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "kinds" TEXT[],
    "languages" TEXT[],
    "place_code" TEXT,
    "unit_code" TEXT,
    "valid_from" DATE,
    "valid_until" DATE,
    "provenance" TEXT NOT NULL,

    CONSTRAINT "mediators_pkey" PRIMARY KEY ("district_code","account_id")
);

-- CreateIndex
CREATE INDEX "powers_district_code_unit_code_idx" ON "powers"("district_code", "unit_code");

-- CreateIndex
CREATE INDEX "service_matters_district_code_unit_code_idx" ON "service_matters"("district_code", "unit_code");

-- CreateIndex
CREATE INDEX "committees_district_code_level_place_code_idx" ON "committees"("district_code", "level", "place_code");

-- AddForeignKey
ALTER TABLE "stationings" ADD CONSTRAINT "stationings_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "committees" ADD CONSTRAINT "committees_chair_account_id_fkey" FOREIGN KEY ("chair_account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "committees" ADD CONSTRAINT "committees_secretary_account_id_fkey" FOREIGN KEY ("secretary_account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "committee_members" ADD CONSTRAINT "committee_members_district_code_committee_code_fkey" FOREIGN KEY ("district_code", "committee_code") REFERENCES "committees"("district_code", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "committee_members" ADD CONSTRAINT "committee_members_delegate_account_id_fkey" FOREIGN KEY ("delegate_account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "committee_members" ADD CONSTRAINT "committee_members_substitute_account_id_fkey" FOREIGN KEY ("substitute_account_id") REFERENCES "accounts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mediators" ADD CONSTRAINT "mediators_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
