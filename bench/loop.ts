import { randomInt, randomUUID } from 'node:crypto';
import type { Actor } from '../src/domain/envelope.js';
import type { RequestCommandBodies, RequestCommandName } from '../src/domain/request/commands.js';
import type { Role } from '../src/domain/permissions.js';
import type { Submission } from '../src/commands/submission.js';
import { textEntry, type TextEntry } from '../src/store/vault.js';

/** What both sides carry through the loop: one matter that exactly one row of the catalogue fits. */
export const DISTRICT = '150302';
const CATEGORY = 'A0101';
const SUBDISTRICT = 'haibei';
export const TEXT = '演示:路边摊占道,影响通行,请处理。';
export const CONTACT = { name: '演示·居民甲', phone: '130 0000 0001' };
export const CLERK: Actor = { account: 'bench-clerk', role: 'hotline_clerk' };
export const CLIENT = 'bench';

export const SUBMISSION: Submission = {
  district: DISTRICT,
  kind: 'complaint',
  channel: 'hotline',
  urgency: 'routine',
  category: CATEGORY,
  place: { subdistrict: SUBDISTRICT },
  text: TEXT,
  requester: { mode: 'named', ...CONTACT },
  external: [],
  tags: [],
  provenance: 'live',
};

/** Another caller of another community each time, as calls come in: who asks again would urge what they asked before. */
export function aCall(): { place: { subdistrict: string; community: string }; phone: string } {
  const community = `${SUBDISTRICT}-0${String(randomInt(1, 7))}`;
  return {
    place: { subdistrict: SUBDISTRICT, community },
    phone: `1300${String(randomInt(10_000_000)).padStart(7, '0')}`,
  };
}

/** One command of the loop, ready for either side. */
export interface LoopStep<Name extends RequestCommandName = RequestCommandName> {
  name: Name;
  actor: Actor;
  key: string;
  body: RequestCommandBodies[Name];
  texts: readonly TextEntry[];
  /** Where the case stands afterwards. */
  leadsTo: string;
}

function step<Name extends RequestCommandName>(
  name: Name,
  [role, unit]: readonly [Role, string?],
  leadsTo: string,
  body: RequestCommandBodies[Name],
  texts: readonly TextEntry[] = [],
): LoopStep {
  const actor = { account: `bench-${role}`, role, ...(unit !== undefined && { unit }) };
  return { name, actor, key: randomUUID(), body, texts, leadsTo };
}

/** From dispatched to closed, as the lead unit and the centre go. */
export function stepsToClosed(lead: string): readonly LoopStep[] {
  const summary = textEntry('summary', '已现场核实,摊位已劝离,并安排定点巡查。');
  const reply = textEntry('reply', '您反映的问题已处理,感谢监督。');
  const coordinator = ['unit_coordinator', lead] as const;
  return [
    step('signFor', coordinator, 'handling', {}),
    step('recordContact', coordinator, 'handling', { means: 'phone', result: 'reached' }),
    step('submitResult', coordinator, 'handling', { summary: summary.ref, evidence: ['photo-1'] }, [summary]),
    step('approveResult', ['unit_head', lead], 'in_review', { approved: 'yes' }),
    step('review', ['reviewer'], 'awaiting_reply', { passed: 'yes' }),
    step('reply', coordinator, 'awaiting_call_back', { reply: reply.ref }, [reply]),
    step('recordCallBack', ['call_back_clerk'], 'closed', {
      result: 'reached',
      answers: { contacted: 'yes', solved: 'solved', satisfaction: 5 },
    }),
  ];
}

/** The start and the commands of one loop. */
export const STEPS_PER_LOOP = 1 + stepsToClosed('').length;
