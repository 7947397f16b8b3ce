import { findRow } from '../../store/inbox.js';
import { findRequest } from '../../store/queries/find-request.js';
import { ApiProblem } from '../problems.js';
import type { Route } from '../route.js';
import { CommandResultSchema } from '../schemas.js';
import { roleOn } from '../target.js';
import { offeredTo } from './present.js';
import { numberOf } from '../../domain/number.js';
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
    const request = row && (await findRequest(deps.door.db, numberOf(row.caseId)));
    // Who gave it may always ask what became of it.
    const isOwn = row?.actor.account === principal.accountId;
    if (!row || !request || !(isOwn || roleOn(principal, 'readCommand', request))) throw new ApiProblem('not_found');
    const { commandId, caseId, kind, outcome, receivedAt } = row;
    return {
      status: 200,
      body: {
        ...commandResult({ commandId, caseId, name: kind }, outcome, language, offeredTo(principal, request)),
        receivedAt,
      },
    };
  },
};

export const COMMAND_ROUTES: readonly Route[] = [commandRoute];
