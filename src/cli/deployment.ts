import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { findBlobs } from '../blobs/open.js';
import { seedNetwork } from '../commands/seed-network.js';
import type { Config } from '../config.js';
import { NetworkFault, networkFaultText } from '../domain/network/faults.js';
import { hashPassword } from '../passwords.js';
import { prepareRecord } from '../prepare.js';
import { createAccount } from '../store/accounts.js';
import { openDatabase, type Database } from '../store/database.js';
import { loadSeedData, SeedDataError } from '../store/seed-data.js';
import { seedDistrict } from '../store/seed.js';
import { prepareNamespace } from '../temporal/namespace.js';

export type FindConfig = () => Config;

const MISUSE = 2;
const PASSWORD_BYTES = 18;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * `bihuan prepare`: brings PostgreSQL, Temporal and the place of attachments to where this build can run. Done again, nothing changes: every
 * deployment begins with it. Rejects when one cannot be reached.
 */
export function prepareCommand(findConfig: FindConfig): Command {
  return new Command('prepare')
    .description(
      '准备数据库、Temporal 与附件存放处 / bring the database, the Temporal namespace and the place of attachments to where this version can run',
    )
    .action(async () => {
      const config = findConfig();
      const { DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = config;
      await prepareRecord(DATABASE_URL, say);
      await prepareNamespace(TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE);
      // A worker's machine may know of no place for attachments.
      await findBlobs(config)?.prepare();
      say(`已就绪 / Ready: ${new URL(DATABASE_URL).pathname.slice(1)}, ${TEMPORAL_ADDRESS}/${TEMPORAL_NAMESPACE}`);
    });
}

/** `bihuan district load FOLDER`: a district's directory, from files such as those of data/haibowan. Ends with 2 on faults. */
export function districtCommand(findConfig: FindConfig): Command {
  const load = new Command('load')
    .description('读入一个区的名录 / load a district: places, units, categories, dispatch catalogue, policy')
    .argument(
      '<folder>',
      '含有 / holds district.json, places.json, units.json, categories.json, catalogue.json, policy.json; 可有 / may hold powers.json, service-matters.json, stationings.json, committees.json, mediators.json, network.json, accounts.json',
    )
    .option('--update', '记录中不同的行也改为一致 / also bring rows in line that the record holds otherwise')
    .option(
      '--demo-accounts',
      '同时读入 accounts.json,密码是公开的,不得用于生产 / also accounts.json, with its public password: never in production',
    )
    .action(async (folder: string, options: { update?: true; demoAccounts?: true }) => {
      try {
        const data = await loadSeedData(folder);
        await withDatabase(findConfig(), async (db) => {
          const { districtCode, written, tables } = await seedDistrict(db.prisma, data, {
            withDemoAccounts: options.demoAccounts === true,
            hashPassword,
            existing: options.update ? 'update' : 'keep',
          });
          await seedNetwork(db, data);
          const differing = Object.values(tables).reduce((sum, table) => sum + table.differing, 0);
          say(`${districtCode}: 写入 ${String(written)} 行 / ${String(written)} rows written`);
          const waiting = Object.values(tables).reduce((sum, table) => sum + (table.waiting ?? 0), 0);
          if (waiting > 0) {
            say(
              `${String(waiting)} 行所列人员尚无账号,开户后再读入 / ${String(waiting)} rows name people without an account: load again once they have one`,
            );
          }
          if (differing > 0) {
            say(
              `${String(differing)} 行与记录不同,未改动(见 --update) / ${String(differing)} rows differ from the record and were left (see --update)`,
            );
          }
        });
      } catch (error) {
        if (error instanceof NetworkFault) {
          const why = `${networkFaultText(error, 'zh')} / ${networkFaultText(error, 'en')}`;
          load.error(`error: network.json 与记录不合 / does not fit the record: ${why}`, { exitCode: MISUSE });
        }
        if (!(error instanceof SeedDataError)) throw error;
        load.error(`error: ${error.message}`, { exitCode: MISUSE });
      }
    });
  return new Command('district').description('区的名录 / the district’s directory').addCommand(load);
}

/** `bihuan administrator LOGIN --district CODE`: who then creates everybody else over REST. Ends with 2 if it cannot be. */
export function administratorCommand(findConfig: FindConfig): Command {
  const command = new Command('administrator')
    .description('新建系统管理员 / create a system administrator, who creates all other accounts over REST')
    .argument('<login>', '3 至 64 个 a-z、0-9、.、_、- / 3 to 64 of a-z, 0-9, . _ -')
    .requiredOption('--district <code>', '行政区划代码 / such as 150302')
    .option('--name <name>', '显示在其操作旁的名称 / shown beside what the account did', '系统管理员')
    .action(async (login: string, { district, name }: { district: string; name: string }) => {
      if (!/^[a-z0-9][a-z0-9._-]{2,63}$/.test(login)) {
        command.error(`error: login ${login}: 须为 3 至 64 个 a-z、0-9、.、_、- / must be 3 to 64 of a-z, 0-9, . _ -`, {
          exitCode: MISUSE,
        });
      }
      const password = randomBytes(PASSWORD_BYTES).toString('base64url');
      await withDatabase(findConfig(), async (db) => {
        if ((await db.prisma.district.findUnique({ where: { code: district } })) === null) {
          command.error(`error: 没有 ${district} 这个区,先 bihuan district load / there is no district ${district}`, {
            exitCode: MISUSE,
          });
        }
        const id = await createAccount(db, {
          ...{ district, login, displayName: name, password },
          roles: [{ role: 'system_admin', scopeKind: 'district', scopeCode: district }],
        });
        if (id === undefined) {
          command.error(`error: 登录名 ${login} 已有人用 / the login ${login} is taken`, { exitCode: MISUSE });
        }
      });
      say(`${login}\n${password}`);
      process.stderr.write('密码只显示这一次 / The password is shown this once.\n');
    });
  return command;
}

/** Opens the record for one command's work, and closes it. */
export async function withDatabase(config: Config, work: (db: Database) => Promise<void>): Promise<void> {
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: 2 });
  try {
    await work(db);
  } finally {
    await db.close();
  }
}
