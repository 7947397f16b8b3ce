-- CreateTable
CREATE TABLE "jobs" (
    "id" UUID NOT NULL,
    "district_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "actor" JSONB NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "total" INTEGER NOT NULL,
    "cursor" TEXT,
    "given_at" TIMESTAMPTZ(3),
    "undo_of" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "jobs_district_code_created_at_idx" ON "jobs"("district_code", "created_at" DESC);
