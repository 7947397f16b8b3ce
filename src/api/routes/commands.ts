import type { Principal } from '../../store/accounts.js';
import type { Database } from '../../store/database.js';
import { findRow } from '../../store/inbox.js';
import { findProceeding } from '../../store/queries/find-proceeding.js';
import { findRequest } from '../../store/queries/find-request.js';
import { ApiProblem } from '../problems.js';
import type { Route } from '../route.js';
import { CommandResultSchema } from '../schemas.js';
import { offeredIn, readingOf, roleIn, roleOn } from '../target.js';
import { offeredTo } from './present.js';
import { kindOf, numberOf } from '../../domain/number.js';
import { commandResult } from './results.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const commandRoute: Route = {
  method: 'get',
  path: '/v1/commands/{id}',
  operationId: 'getCommand',
  tag: 'commands',
  summary: { zh: '查询命令结果', en: 'What became of a command' },
  access: 'readCommand',
  on: 'district',
  answers: { 200: { description: 'Queued, accepted or refused', schema: CommandResultSchema } },
  async handle({ deps, principal, params, language }) {
    const id = params['id'] ?? '';
    const row = UUID.test(id) ? await findRow(deps.door.db, id) : undefined;
    const about = row && (await caseOf(deps.door.db, principal, row.caseId));
    // Who gave it may always ask what became of it.
    const isOwn = row?.actor.account === principal.accountId;
    if (!row || !about || !(isOwn || about.mayRead)) throw new ApiProblem('not_found');
    const { commandId, caseId, kind, outcome, receivedAt } = row;
    return {
      status: 200,
      body: { ...commandResult({ commandId, caseId, name: kind }, outcome, language, about.offered), receivedAt },
    };
  },
};

/** Whether somebody reads the case of a command, and which commands they could give on it; undefined where there is none. */
async function caseOf(
  db: Database,
  principal: Principal,
  caseId: string,
): Promise<{ mayRead: boolean; offered: (name: string) => boolean } | undefined> {
  const kind = kindOf(caseId);
  if (kind !== 'request') {
    const proceeding = await findProceeding(db, caseId);
    return (
      proceeding && {
        mayRead: roleIn(principal, readingOf(kind), proceeding) !== undefined,
        offered: await offeredIn(db, principal, proceeding),
      }
    );
  }
  const request = await findRequest(db, numberOf(caseId));
  return (
    request && {
      mayRead: roleOn(principal, 'readRequests', request) !== undefined,
      offered: offeredTo(principal, request),
    }
  );
}

export const COMMAND_ROUTES: readonly Route[] = [commandRoute];
