-- CreateTable
CREATE TABLE "saved_filters" (
    "id" UUID NOT NULL,
    "district_code" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "query" JSONB NOT NULL,
    "shared_kind" TEXT,
    "shared_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_filters_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "saved_filters_district_code_shared_kind_shared_code_idx" ON "saved_filters"("district_code", "shared_kind", "shared_code");

-- CreateIndex
CREATE UNIQUE INDEX "saved_filters_account_id_name_key" ON "saved_filters"("account_id", "name");

-- AddForeignKey
ALTER TABLE "saved_filters" ADD CONSTRAINT "saved_filters_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
