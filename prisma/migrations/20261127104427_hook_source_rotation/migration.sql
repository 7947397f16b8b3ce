-- AlterTable
ALTER TABLE "hook_sources" ADD COLUMN     "previous_key_id" TEXT,
ADD COLUMN     "previous_secret" BYTEA,
ADD COLUMN     "previous_until" TIMESTAMPTZ(3);
