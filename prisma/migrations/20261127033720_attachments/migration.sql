-- Photos and documents that were added to a request. Their bytes lie among the blobs; a row is written when they are there.
-- CreateTable
CREATE TABLE "attachments" (
    "id" UUID NOT NULL,
    "case_id" TEXT NOT NULL,
    "district_code" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "received_bytes" INTEGER NOT NULL,
    "trailing_bytes" INTEGER NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "content_hash" CHAR(64) NOT NULL,
    "blob_key" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "unit_code" TEXT,
    "role" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "reused_from" TEXT,

    CONSTRAINT "attachments_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "attachments_district_code_content_hash_idx" ON "attachments"("district_code", "content_hash");

-- CreateIndex
CREATE INDEX "attachments_district_code_reused_from_idx" ON "attachments"("district_code", "reused_from");

-- CreateIndex
CREATE UNIQUE INDEX "attachments_account_id_key_key" ON "attachments"("account_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "attachments_case_id_content_hash_key" ON "attachments"("case_id", "content_hash");

-- AddForeignKey
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "resident_requests"("case_id") ON DELETE RESTRICT ON UPDATE CASCADE;
