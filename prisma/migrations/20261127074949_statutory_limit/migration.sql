-- AlterTable
ALTER TABLE "categories" ADD COLUMN     "statutory_limit" TEXT;
