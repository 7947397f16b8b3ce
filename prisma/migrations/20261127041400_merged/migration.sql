-- AlterTable
ALTER TABLE "resident_requests" ADD COLUMN     "callers" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "merged_into" TEXT;
