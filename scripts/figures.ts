/**
 * npm run figures        fails when docs/figures.md differs from what src/domain/figures says
 * npm run figures:write  writes its tables
 */
import { ABUSES } from '../src/domain/figures/abuses.js';
import { formulaOf } from '../src/domain/figures/figure.js';
import { FIGURE_NAMES, figureOf } from '../src/domain/figures/sheet.js';
import { keepWritten, tableOf } from './written-part.js';

const both = ({ zh, en }: { zh: string; en: string }) => `${zh} · ${en}`;

const OVER = { period: 'yesterday, month', moment: '08:00' } as const;

const sheet = FIGURE_NAMES.map((name) => {
  const figure = figureOf(name);
  const { over, by, exclusions, measure, lists, warnsBelow } = figure;
  const beside = [
    measure && both(measure),
    lists && 'the numbers',
    warnsBelow !== undefined && `warns below ${String(warnsBelow * 100)} %`,
  ].filter((one) => typeof one === 'string');
  const formula = both({ zh: formulaOf(figure, 'zh'), en: formulaOf(figure, 'en') });
  return [`\`${name}\``, both(figure), formula, exclusions ? both(exclusions) : '', OVER[over], by, beside.join('; ')];
});

const abuses = Object.entries(ABUSES).map(([name, abuse]) => [`\`${name}\``, both(abuse), both(abuse.looksFor)]);

await keepWritten(
  'figures.md',
  'figures:write',
  [
    '## The morning sheet · 晨报',
    tableOf(['figure', 'name', 'formula', 'left out', 'of', 'told by', 'beside it'], sheet),
    '## Abuses · 疑似弄虚作假',
    `${tableOf(['abuse', 'name', 'what is looked for'], abuses)}\n`,
  ].join('\n\n'),
);
