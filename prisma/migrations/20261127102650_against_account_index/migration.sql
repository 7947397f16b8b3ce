-- CreateIndex
CREATE INDEX "resident_requests_against_account_idx" ON "resident_requests"("against_account");
