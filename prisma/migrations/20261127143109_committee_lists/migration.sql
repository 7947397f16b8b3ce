-- CreateTable
CREATE TABLE "committee_entries" (
    "id" UUID NOT NULL,
    "district_code" TEXT NOT NULL,
    "committee_code" TEXT NOT NULL,
    "list" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "organisation" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "committee_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "committee_projects" (
    "id" UUID NOT NULL,
    "district_code" TEXT NOT NULL,
    "committee_code" TEXT NOT NULL,
    "need_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "claimed_by" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "state" TEXT NOT NULL DEFAULT 'under_way',
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "committee_projects_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "committee_entries_district_code_committee_code_list_created_idx" ON "committee_entries"("district_code", "committee_code", "list", "created_at" DESC);

-- CreateIndex
CREATE INDEX "committee_projects_district_code_committee_code_created_at_idx" ON "committee_projects"("district_code", "committee_code", "created_at" DESC);

-- CreateIndex
CREATE INDEX "committee_projects_need_id_idx" ON "committee_projects"("need_id");

-- CreateIndex
CREATE INDEX "committee_projects_resource_id_idx" ON "committee_projects"("resource_id");

-- AddForeignKey
ALTER TABLE "committee_entries" ADD CONSTRAINT "committee_entries_district_code_committee_code_fkey" FOREIGN KEY ("district_code", "committee_code") REFERENCES "committees"("district_code", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "committee_entries" ADD CONSTRAINT "committee_entries_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "committee_projects" ADD CONSTRAINT "committee_projects_district_code_committee_code_fkey" FOREIGN KEY ("district_code", "committee_code") REFERENCES "committees"("district_code", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "committee_projects" ADD CONSTRAINT "committee_projects_need_id_fkey" FOREIGN KEY ("need_id") REFERENCES "committee_entries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "committee_projects" ADD CONSTRAINT "committee_projects_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "committee_entries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "committee_projects" ADD CONSTRAINT "committee_projects_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A need is met by one resource, and a resource goes to one need, unless the two have let go of each other.
CREATE UNIQUE INDEX "committee_projects_one_for_a_need" ON "committee_projects"("need_id") WHERE state <> 'given_up';
CREATE UNIQUE INDEX "committee_projects_one_for_a_resource" ON "committee_projects"("resource_id") WHERE state <> 'given_up';
