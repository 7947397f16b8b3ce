-- CreateTable
CREATE TABLE "district_log" (
    "district_code" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "case_id" TEXT,
    "entry" TEXT NOT NULL,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "district_log_pkey" PRIMARY KEY ("district_code","seq")
);

-- CreateIndex
CREATE INDEX "district_log_case_id_idx" ON "district_log"("case_id");
