/**
 * npm run procedure        fails when docs/procedure.md differs from the table of rules that decides
 * npm run procedure:write  writes its tables
 */
import { COMMAND_TERMS, ROLE_TERMS, STATE_TERMS } from '../src/domain/glossary.js';
import { rolesFor } from '../src/domain/permissions.js';
import { conditionsOf, REQUEST_COMMANDS, type Conditions } from '../src/domain/request/decide/index.js';
import { POSITIONS, STATES_BY_STAGE, type RequestState } from '../src/domain/vocabulary.js';
import { meetings } from './meetings.js';
import { keepWritten, tableOf } from './written-part.js';

const isEnd = (state: RequestState) => STATES_BY_STAGE.ended.some((end) => end === state);
const open = POSITIONS.filter((state) => !isEnd(state));

function where({ at }: Conditions): string {
  const has = (states: readonly RequestState[]) => states.every((state) => at.includes(state));
  if (has(POSITIONS)) return 'everywhere';
  if (has(open)) return 'until the end';
  if (at.every(isEnd)) return 'after the end';
  return at.map((state) => STATE_TERMS[state].zh).join('、');
}

function limits({ byLead, noOtherUnit, notByLead, notWhileHandedOver }: Conditions): string {
  return [
    byLead && 'the lead’s own people only',
    noOtherUnit && 'of units the lead only',
    notByLead && 'never the lead’s own people',
    notWhileHandedOver && 'not while a hand-over waits for its confirmation',
  ]
    .filter((limit) => typeof limit === 'string')
    .join('; ');
}

const commands = REQUEST_COMMANDS.map((name) => {
  const { zh, en } = COMMAND_TERMS[name];
  const who = rolesFor(name).map((role) => ROLE_TERMS[role].zh);
  const conditions = conditionsOf(name);
  return [`\`${name}\``, `${zh} · ${en}`, where(conditions), who.join('、'), limits(conditions)];
});

const states = POSITIONS.map((state) => {
  const { zh, en } = STATE_TERMS[state];
  const takes = REQUEST_COMMANDS.filter((name) => conditionsOf(name).at.includes(state));
  return [`\`${state}\``, `${zh} · ${en}`, takes.map((name) => COMMAND_TERMS[name].zh).join('、')];
});

await keepWritten(
  'procedure.md',
  'procedure:write',
  [
    '## Commands · 操作',
    tableOf(['command', 'term', 'where it may be given', 'by whom', 'and only'], commands),
    '## Positions · 所处环节',
    tableOf(['position', 'term', 'what it takes'], states),
    '## What is open, command by command · 规则相遇',
    `${meetings()}\n`,
  ].join('\n\n'),
);
