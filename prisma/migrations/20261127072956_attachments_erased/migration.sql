-- Marks on attachments whose bytes must go, and have gone.
-- AlterTable
ALTER TABLE "attachments" ADD COLUMN     "erased_at" TIMESTAMPTZ(3),
ADD COLUMN     "swept_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "attachments_erased_at_swept_at_idx" ON "attachments"("erased_at", "swept_at");
