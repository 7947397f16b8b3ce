import type { Actor } from '../domain/envelope.js';
import type { NewCase } from '../domain/case/case-ref.js';
import type { Refusal } from '../domain/refusals.js';
import { proceedingOf, stateAfter } from '../domain/procedures.js';
import { openCase } from '../store/apply.js';
import type { Database } from '../store/database.js';
import { findRow, type Deposit, type InboxRow, type NewRow } from '../store/inbox.js';
import { giveOver } from '../store/vault.js';
import type { By, OpenedCase, Opening } from '../../workflows/contract/case.js';
import { CASE_CLIENT, clientOfCase, commandIdOf, openingKey } from '../store/identity.js';

/** The kind of row that opens a proceeding. */
export const OPEN = 'open';

/** Words of a proceeding that a request's command brings lie under the request until it is opened, under this purpose. */
export const FOR_OPENED = 'opened_';

/** The row that opens a proceeding, with its events, as it is put on record. Throws when the procedure refuses to open it. */
export function openingRow(
  { case: caseId, body }: NewCase,
  { client, key, actor, receivedAt }: { client: string; key: string; actor: Actor; receivedAt: string },
): NewRow & { body: Opening } {
  const commandId = commandIdOf(client, key);
  const district = caseId.split(':')[1] ?? '';
  const { events, refusal } = proceedingOf(caseId).open({
    id: commandId,
    district,
    case: caseId,
    actor,
    receivedAt,
    body,
  });
  if (refusal) throw new OpeningRefused(refusal);
  const opening = { opening: events };
  const row = { commandId, client, key, caseId, ordinal: 1, kind: OPEN, actor, receivedAt };
  return { ...row, body: opening, fingerprint: Buffer.from(commandId) };
}

/** Throws OpeningRefused where the procedure of a case would not open it: before a command is accepted that is to. */
export function assertOpens(opens: NewCase, { actor, receivedAt }: { actor: Actor; receivedAt: string }): void {
  openingRow(opens, { client: CASE_CLIENT, key: opens.case, actor, receivedAt });
}

/** What a procedure says no to: the door asks before it commits, so that nobody is told that it was accepted. */
export class OpeningRefused extends Error {
  override readonly name = 'OpeningRefused';
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

/** Puts a proceeding on record, with what its events refer to; false where it is there already. */
export function putOpening(
  db: Parameters<typeof openCase>[0],
  row: NewRow & { body: Opening },
  deposit: Deposit,
): Promise<boolean> {
  return openCase(db, { row, deposit, external: [], events: row.body.opening });
}

/**
 * Opens a case that another has brought about, by what its event says or by what the command of an id holds; what is open
 * already stays as it is, so that it can be called any number of times. It is decided with that: its workflow is started by
 * the one that has asked, a durable one itself.
 */
export async function openBeside(
  db: Database,
  { by, ...what }: { by: By } & ({ opens: NewCase } | { commandId: string }),
): Promise<OpenedCase> {
  const opens = 'opens' in what ? what.opens : await openedBy(db, by, what.commandId);
  const { at: receivedAt, actor } = by;
  const opening = openingRow(opens, {
    client: clientOfCase(by.case),
    key: openingKey(by.seq, opens.case),
    actor,
    receivedAt,
  });
  const row = decidedWithIt(opening);
  const isNew = await db.transaction(async (tx) => {
    const written = await putOpening(tx, row, {});
    if (written)
      await giveOver(tx, { from: by.case, to: opens.case, prefix: FOR_OPENED, told: JSON.stringify(opens.body) });
    return written;
  });
  db.ring();
  const stands = isNew ? row : ((await findRow(db, row.commandId)) ?? row);
  return opened(stands);
}

/**
 * Opens once what nobody asks for by a command: under its client and key, whatever comes of it the first time. Undefined where
 * nothing is to be opened; throws where its number went to another in the same instant: the next try gets another one.
 */
export async function openByItself(
  db: Database,
  under: { client: string; key: string },
  prepare: () => Promise<{ opens: NewCase; actor: Actor; receivedAt: string } | undefined>,
): Promise<OpenedCase | undefined> {
  const known = await findRow(db, commandIdOf(under.client, under.key));
  if (known) return opened(known);
  const prepared = await prepare();
  if (prepared === undefined) return undefined;
  const { opens, ...of } = prepared;
  const row = decidedWithIt(openingRow(opens, { ...under, ...of }));
  await db.transaction((tx) => putOpening(tx, row, {}));
  db.ring();
  const stands = await findRow(db, row.commandId);
  if (stands === undefined) throw new Error(`${opens.case} was neither new nor there`);
  return opened(stands);
}

/** What is opened without a command is decided with that. */
function decidedWithIt<Row extends NewRow & { body: Opening }>(row: Row) {
  const state = stateAfter(row.caseId, row.body.opening);
  return { ...row, outcome: { version: state?.seq ?? 0, state: state?.state ?? '' } };
}

function opened({ caseId, commandId, body }: Pick<InboxRow, 'caseId' | 'commandId' | 'body'>): OpenedCase {
  return { case: caseId, district: caseId.split(':')[1] ?? '', startedBy: commandId, opening: body as Opening };
}

/** Whether a case was opened by another a moment ago, and may therefore not run yet. */
export async function isJustOpened({ pool }: Pick<Database, 'pool'>, caseId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM inbox WHERE case_id = $1 AND ordinal = 1 AND client LIKE '${CASE_CLIENT}%'
       AND decided_at > clock_timestamp() - interval '1 minute'`,
    [caseId],
  );
  return rowCount === 1;
}

async function openedBy(db: Database, by: By, commandId: string): Promise<NewCase> {
  const asked = await findRow(db, commandId);
  const { opens } = (asked?.body ?? {}) as { opens?: NewCase };
  if (opens === undefined || asked?.caseId !== by.case) throw new Error(`${commandId} opens nothing for ${by.case}`);
  return opens;
}
