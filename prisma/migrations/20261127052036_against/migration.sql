-- AlterTable
ALTER TABLE "resident_requests" ADD COLUMN     "against_account" TEXT,
ADD COLUMN     "against_place" TEXT,
ADD COLUMN     "against_staff" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "against_unit" TEXT;
