-- AlterTable
ALTER TABLE "request_clocks" ADD COLUMN     "proven_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "resident_requests" ADD COLUMN     "co_units" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "resident_requests_co_units_idx" ON "resident_requests" USING GIN ("co_units");
