import { TimelineAnswer, VersionAnswer } from './answers.js';
import { patiently } from './patience.js';
import type { Stage } from './stage.js';

const PATHS = {
  ...{ W: 'whistles', M: 'mediations', P: 'performances', A: 'agenda-items', J: 'joint-meetings' },
  D: 'enforcement-dispatches',
} as const;

/** A part of a whistle is a department's report: its number has the department behind it. */
function pathOf(number: string): string {
  const isReport = number.startsWith('W') && number.split('-').length > 3;
  return `/v1/${isReport ? 'whistle-reports' : PATHS[number.charAt(0) as keyof typeof PATHS]}/${number}`;
}

/** A case beside a request, and what people do to it: a whistle, a crew, a mediation, an agenda item, a sitting. */
export class Beside {
  private readonly path: string;

  constructor(
    private readonly stage: Stage,
    readonly number: string,
  ) {
    this.path = pathOf(number);
  }

  /** Opens one by itself. */
  static async open(stage: Stage, login: string, path: string, body: object): Promise<Beside> {
    const decided = await stage.playing.desk.give({ login, key: stage.nextKey() }, path, body);
    if (!decided.accepted) throw stage.fault(`${path} by ${login}`, decided);
    return new Beside(stage, decided.number);
  }

  /** Gives a command; it must be accepted. */
  async give(login: string, verb: string, body: object = {}): Promise<void> {
    await this.order({ login, key: this.stage.nextKey() }, verb, body);
  }

  /** Edits what several edit, on the version that stands. */
  async edit(login: string, verb: string, body: object = {}): Promise<void> {
    const key = this.stage.nextKey();
    const { version } = VersionAnswer.parse(await this.stage.playing.desk.read(login, this.path));
    await this.order({ login, key, ifMatch: version }, verb, body);
  }

  private async order(giver: { login: string; key: string; ifMatch?: number }, verb: string, body: object) {
    const decided = await this.stage.playing.desk.give(giver, `${this.path}/${verb}`, body);
    if (!decided.accepted) throw this.stage.fault(`${this.number} ${verb} by ${giver.login}`, decided);
  }

  /** Looks until an event of a type is on record: what other cases have told this one comes by and by. */
  async recorded(type: string): Promise<void> {
    await patiently(`${this.stage.life}: ${this.number}: ${type}`, async () => {
      const body = await this.stage.playing.desk.read(this.stage.cast.auditor, `${this.path}/events`);
      const events = body === undefined ? [] : TimelineAnswer.parse(body).events;
      return events.some((event) => event.type === type) || undefined;
    });
  }

  /** Another case of its family: a department's report, an agreement's performance, the item one level up. */
  part(ending: string, letter = this.number.charAt(0)): Beside {
    return new Beside(this.stage, `${letter}${this.number.slice(1)}-${ending}`);
  }
}
