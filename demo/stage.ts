import { AttachmentAnswer, PageAnswer, RequestAnswer, TimelineAnswer, type StoryEvent } from './answers.js';
import type { Cast } from './cast.js';
import type { Decided, Desk } from './desk.js';
import { diceOf, type Dice } from './dice.js';
import type { Row } from './row.js';
import { patiently } from './patience.js';
import { PlayFault } from './play-fault.js';
import { pictureOf } from './picture.js';
import { COMMUNITIES, MATTERS, nameOf, subdistrictOf, type Matter, type MatterName } from './words.js';

/** Source of the imported rows, as its mapping names it. */
export const SYSTEM = 'demo-play';

/** What all lives of a play have in common. */
export interface Playing {
  desk: Desk;
  seed: number;
  /** When the play of this seed first began, ISO 8601 UTC: times are told from it, so that a repeat says the same. */
  beganAt: string;
}

/** A request that somebody hands in by REST: what it is about and where, and whatever else the route takes. */
export interface Submission {
  matter: MatterName;
  community?: string;
  [field: string]: unknown;
}

/** Where one life is played: its requests, its words, its keys. */
export class Stage {
  readonly dice: Dice;
  readonly cases: Case[] = [];
  private steps = 0;
  private callers = 0;

  constructor(
    readonly playing: Playing,
    readonly life: string,
    readonly cast: Cast,
    private readonly rows: Readonly<Record<string, Row>> = {},
  ) {
    this.dice = diceOf(playing.seed, life);
  }

  /** The next key: the same step of the same life of the same seed has the same. */
  nextKey(): string {
    this.steps += 1;
    return `${SYSTEM}-${String(this.playing.seed)}-${this.life}-${String(this.steps)}`;
  }

  /** An instant so long after the play began, or before. */
  at(minutes: number): string {
    return new Date(Date.parse(this.playing.beganAt) + minutes * 60_000).toISOString();
  }

  /** The local day (+08:00) so many days after the play began. */
  day(days: number): string {
    return this.at((days * 24 + 8) * 60).slice(0, 10);
  }

  /** Somebody who asks in this life only. */
  caller(): { name: string; phone: string } {
    this.callers += 1;
    return { name: nameOf(this.dice), phone: phoneOf(diceOf(this.playing.seed, this.life, 'caller', this.callers)) };
  }

  /** A picture that is rolled here. */
  picture(): Buffer {
    return pictureOf(this.dice);
  }

  /** An imported request: the row of that name, or the only one. */
  async imported(name = 'one'): Promise<Case> {
    const id = outerIdOf(this.playing.seed, this.life, name);
    const number = await this.find(id);
    const row = this.rows[name];
    if (number === undefined || row === undefined)
      throw new PlayFault(
        `导入的 ${id} 不在 ${this.playing.desk.url}:导入与接口不是同一个服务? / what was imported is not there: is this another service?`,
      );
    const { matter, unit } = told(this.playing.seed, this.life, name, row);
    return this.known(number, matter, unit);
  }

  /** A request handed in by somebody at a desk. */
  async submit(login: string, submission: Submission): Promise<Case> {
    return this.handIn(login, this.drafted(submission));
  }

  /** An order from above that is due so many seconds from now: handed in once, since now is another time at a repeat. */
  async order(login: string, submission: Submission, seconds: number): Promise<Case> {
    const number = `${SYSTEM}-${String(this.playing.seed)}-${this.life}`;
    const draft = this.drafted(submission);
    const before = await this.find(number);
    if (before !== undefined) return this.known(before, draft.matter, draft.lead);
    const dueAt = new Date(Date.now() + seconds * 1_000).toISOString();
    const upstream = { system: 'city-12345', number, dueAt, callBackBy: 'us' };
    return this.handIn(login, { ...draft, body: { ...draft.body, upstream } });
  }

  private drafted({ matter: name, community: named, ...more }: Submission) {
    const matter: Matter = MATTERS[name];
    const community = named ?? this.dice.pick(matter.communities ?? COMMUNITIES);
    const body: Record<string, unknown> = {
      ...{ kind: 'complaint', channel: 'hotline', category: matter.category, tags: ['demo'] },
      text: this.dice.pick(matter.asks),
      place: { community },
      ...(!('requester' in more) && { requester: this.caller() }),
      ...more,
    };
    return { key: this.nextKey(), matter, lead: leadOf(matter, community), body };
  }

  private async handIn(login: string, { key, matter, lead, body }: ReturnType<Stage['drafted']>): Promise<Case> {
    const decided = await this.playing.desk.give({ login, key }, '/v1/requests', body);
    if (!decided.accepted) throw this.fault(`submit by ${login}`, decided);
    return this.known(decided.number, matter, lead);
  }

  /** The request that has a number in another system. */
  private async find(id: string): Promise<string | undefined> {
    const query = new URLSearchParams({ externalId: id }).toString();
    const body = await this.playing.desk.read(this.cast.auditor, `/v1/requests?${query}`);
    return PageAnswer.parse(body).requests[0]?.number;
  }

  /** A request of this life, under its number. */
  known(number: string, matter: Matter, lead?: string): Case {
    const known = new Case(this, number, matter, lead);
    this.cases.push(known);
    return known;
  }

  /** A part of a split, as soon as the workflow has opened it. */
  async opened(number: string | undefined, matter: Matter, lead?: string): Promise<Case> {
    const part = this.known(number ?? '', matter, lead);
    await part.until('that it is opened', () => true);
    return part;
  }

  fault(what: string, { code, detail }: Extract<Decided, { accepted: false }>): PlayFault {
    return new PlayFault(`${this.life}: ${what}: ${code} ${detail}`);
  }
}

/** The id of an imported row in its source. */
export function outerIdOf(seed: number, life: string, row: string): string {
  return `${String(seed)}:${life}:${row}`;
}

/** 1300000 and four digits, as all numbers of this project that nobody has. */
function phoneOf(dice: Dice): string {
  return `1300000${String(dice.roll(10_000)).padStart(4, '0')}`;
}

/** Who leads by the catalogue, where one row of it fits. */
function leadOf({ lead }: Matter, community: string): string | undefined {
  return lead === 'subdistrict' ? subdistrictOf(community) : lead;
}

/** A row with its words: what stands in the file. */
export function told(seed: number, life: string, name: string, row: Row) {
  const dice = diceOf(seed, life, name);
  const matter: Matter = MATTERS[row.matter];
  const community = row.community ?? dice.pick(matter.communities ?? COMMUNITIES);
  return {
    ...{ matter, community, subdistrict: subdistrictOf(community), text: dice.pick(matter.asks), name: nameOf(dice) },
    unit: leadOf(matter, community),
    address: `演示路${String(dice.roll(200) + 1)}号`,
    kind: row.kind ?? dice.pick(['complaint', 'help', 'complaint'] as const),
    channel: dice.pick(['热线', '小程序', '窗口', '市平台']),
    phone: phoneOf(dice),
  };
}

/** One request, and what people do to it. */
export class Case {
  constructor(
    private readonly stage: Stage,
    readonly number: string,
    readonly matter: Matter,
    private leading: string | undefined,
  ) {}

  /**
   * Who leads on it, as the play has brought it about; never as the service tells it: at a repeat it tells what came of it
   * in the end.
   */
  get lead(): string {
    if (this.leading === undefined) throw new PlayFault(`${this.stage.life}: nobody leads on ${this.number}`);
    return this.leading;
  }

  /** From here on another unit leads. */
  goesTo(unit: string): void {
    this.leading = unit;
  }

  private get path(): string {
    return `/v1/requests/${this.number}`;
  }

  async show(login = this.stage.cast.auditor): Promise<RequestAnswer> {
    return RequestAnswer.parse(await this.stage.playing.desk.read(login, this.path));
  }

  /** Undefined while nobody knows it yet. */
  private async look(): Promise<RequestAnswer | undefined> {
    const body = await this.stage.playing.desk.read(this.stage.cast.auditor, this.path);
    return body === undefined ? undefined : RequestAnswer.parse(body);
  }

  async events(): Promise<readonly StoryEvent[]> {
    return TimelineAnswer.parse(await this.stage.playing.desk.read(this.stage.cast.auditor, `${this.path}/events`))
      .events;
  }

  /** Whether an event of a type is on record. */
  async has(type: string): Promise<boolean> {
    return (await this.events()).some((event) => event.type === type);
  }

  /** Gives a command; it must be accepted. */
  async give(login: string, verb: string, body: object = {}): Promise<void> {
    const decided = await this.decide(login, verb, body);
    if (!decided.accepted) throw this.stage.fault(`${this.number} ${verb} by ${login}`, decided);
  }

  /** Gives a command that the procedure must refuse so. */
  async refused(login: string, verb: string, code: string, body: object = {}): Promise<void> {
    const decided = await this.decide(login, verb, body);
    if (decided.accepted || decided.code !== code)
      throw new PlayFault(
        `${this.stage.life}: ${this.number} ${verb} by ${login}: ${decided.accepted ? 'accepted' : decided.code} instead of ${code}`,
      );
  }

  private decide(login: string, verb: string, body: object): Promise<Decided> {
    return this.stage.playing.desk.give({ login, key: this.stage.nextKey() }, `${this.path}/${verb}`, body);
  }

  /** A leader's instruction with a due so many seconds from now: once, since now is another time at a repeat. */
  async instruct(login: string, seconds: number, text: string): Promise<void> {
    const key = this.stage.nextKey();
    if (await this.has('instructed')) return;
    const due = new Date(Date.now() + seconds * 1_000).toISOString();
    const body = { leader: '演示·区领导', text, due };
    const decided = await this.stage.playing.desk.give({ login, key }, `${this.path}/instruct`, body);
    if (!decided.accepted) throw this.stage.fault(`${this.number} instruct by ${login}`, decided);
  }

  /** What the resident says by the link that was sent, unless it was said before. */
  async judge(answers: object): Promise<void> {
    const { judgementLink } = await this.show(this.stage.cast.callBack);
    if (judgementLink === undefined) {
      if (await this.has('judged')) return;
      throw new PlayFault(`${this.stage.life}: ${this.number} has no link`);
    }
    const decided = await this.stage.playing.desk.give('resident', judgementLink, answers);
    if (!decided.accepted) throw this.stage.fault(`${this.number} judge`, decided);
  }

  /** Attaches a picture of its own, or the one that is given; tells its id. */
  async attach(login: string, stage: 'before' | 'after', picture = this.stage.picture()): Promise<string> {
    const path = `${this.path}/attachments?stage=${stage}`;
    return AttachmentAnswer.parse(await this.stage.playing.desk.bring(login, path, picture, this.stage.nextKey())).id;
  }

  /** Looks until it is so. Throws PlayFault when it does not come to it. */
  until(what: string, isSo: (request: RequestAnswer) => boolean): Promise<RequestAnswer> {
    return patiently(`${this.stage.life}: ${this.number}: ${what}`, async () => {
      const request = await this.look();
      return request !== undefined && isSo(request) ? request : undefined;
    });
  }

  /** Looks until so many events of a type are on record: what other requests have told this one comes by and by. */
  async recorded(type: string, times = 1): Promise<void> {
    await patiently(`${this.stage.life}: ${this.number}: ${type}`, async () => {
      const events = await this.events();
      return events.filter((event) => event.type === type).length >= times ? events : undefined;
    });
  }

  /** The number of the case of a kind that it has led to, as soon as that is opened. */
  async linked(kind: string): Promise<string> {
    const { linked } = await this.until(`a ${kind}`, (request) => request.linked.some((one) => one.kind === kind));
    return linked.find((one) => one.kind === kind)?.number ?? '';
  }

  /** Looks until a clock is missed, on record. */
  async breached(...clocks: readonly string[]): Promise<void> {
    await this.until(`breach of ${clocks.join(', ')}`, (request) =>
      clocks.every((name) => request.clocks.some(({ clock, breachedAt }) => clock === name && breachedAt)),
    );
  }
}
