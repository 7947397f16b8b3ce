import type { Policy } from '../domain/policy.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { Database } from './database.js';

/** Publishes a version of a district's policy that the record does not have yet; every reader of the directory sees it at once. */
export async function publishPolicy({ prisma }: Database, districtCode: string, policy: Policy): Promise<void> {
  const body = JSON.parse(JSON.stringify(policy)) as Prisma.InputJsonObject;
  const row = { districtCode, version: policy.version, body };
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.policy.createMany({ data: [row], skipDuplicates: true });
    if (count > 0) await tx.district.update({ where: { code: districtCode }, data: { revision: { increment: 1 } } });
  });
}
