-- AlterTable
ALTER TABLE "vault_contacts" ADD COLUMN     "caller_index" BYTEA;
