import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Door } from '../src/commands/door.js';
import { importRequests, type Progress } from '../src/import/import-requests.js';
import { loadMapping } from '../src/import/mapping.js';
import { PlayFault } from './play-fault.js';
import type { Life } from './life.js';
import type { Row } from './row.js';
import { outerIdOf, told } from './stage.js';

const HEADING = [
  ...['编号', '受理时间', '来源', '性质', '紧急程度', '大类编码', '中类编码', '小类编码', '街道编码', '社区编码'],
  ...['地址', '承办单位编码', '内容', '姓名', '电话', '数据来源'],
];
const KIND_WORDS = { inquiry: '咨询', help: '求助', complaint: '投诉', suggestion: '建议', tip_off: '举报' } as const;
const URGENCY_WORDS = { routine: '一般', urgent: '紧急', critical: '特急' } as const;

/** Rows under way at once. */
const CONCURRENCY = 8;
// The import is the service's own doing: no person keys the rows in.
const ACTOR = { account: 'import', role: 'system' } as const;

/** The file of all rows of the lives, in the order of the lives: the same for the same seed and begin. */
export function fileOf(lives: readonly Life[], { seed, beganAt }: { seed: number; beganAt: string }): string {
  const rows = lives.flatMap((life) =>
    Object.entries(life.rows ?? {}).map(([name, row]) => ({ life: life.name, name, row })),
  );
  const lines = rows.map(({ life, name, row }, line) => lineOf(seed, life, name, row, receivedAt(beganAt, row, line)));
  return [HEADING, ...lines].map((cells) => cells.map(quoted).join(',')).join('\n');
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** Seconds apart, or two of one channel would pass for one that came twice. */
function receivedAt(beganAt: string, { ageMinutes }: Row, line: number): string {
  const instant = new Date(Date.parse(beganAt) - (ageMinutes * 60 + line) * 1_000 + 8 * 3_600_000);
  return instant.toISOString().slice(0, 19).replace('T', ' ');
}

function lineOf(seed: number, life: string, name: string, row: Row, at: string): readonly string[] {
  const said = told(seed, life, name, row);
  const { category } = said.matter;
  return [
    ...[outerIdOf(seed, life, name), at, said.channel, KIND_WORDS[said.kind], URGENCY_WORDS[row.urgency ?? 'routine']],
    ...[category.slice(0, 1), category.slice(0, 3), category, said.subdistrict, said.community],
    ...[said.address, said.unit ?? '', said.text],
    ...(row.anonymous ? ['', ''] : [said.name, said.phone]),
    '演示',
  ];
}

/** Brings the rows in as `bihuan import --as-of source` does: through the door, each once however often. Throws PlayFault. */
export async function importRows(door: Door, file: string, onProgress: (progress: Progress) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bihuan-demo-'));
  try {
    const path = join(folder, 'requests.csv');
    await writeFile(path, file);
    const mapping = await loadMapping('haibowan-demo');
    const options = { asOf: 'source', concurrency: CONCURRENCY, actor: ACTOR, onProgress } as const;
    const { refused } = await importRequests(door, { file: path, mapping, ...options });
    const [first] = refused;
    if (first !== undefined)
      throw new PlayFault(`导入有 ${String(refused.length)} 行被拒 / rows were refused: ${first.code}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
