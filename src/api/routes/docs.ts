import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router, static as serveStatic } from 'express';
import { openApiDocument } from '../openapi.js';
import { NETWORK_FAULTS } from '../../domain/network/faults.js';
import { API_PROBLEMS } from '../problems.js';
import { DOOR_FAULTS } from '../../commands/faults.js';
import { REFUSALS } from '../../domain/refusals.js';

// All of its files are local: the page works without any outside server.
const UI_FOLDER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** The description of the API, a page that shows it, and what each problem code means. */
export function docsRouter(): Router {
  const router = Router();
  let description: string | undefined;
  router.get('/openapi.json', (_req, res) => {
    description ??= JSON.stringify(openApiDocument());
    res.type('application/json').send(description);
  });
  router.get('/docs', (_req, res) => {
    res.type('html').send(DOCS_PAGE);
  });
  router.get('/docs/start.js', (_req, res) => {
    res.type('text/javascript').send(START);
  });
  router.get('/docs/problems', (_req, res) => {
    res.type('html').send(problemsPage());
  });
  router.use('/docs/ui', serveStatic(UI_FOLDER, { index: false, maxAge: '1h' }));
  router.get('/', (_req, res) => {
    res.type('html').send(HOME_PAGE);
  });
  return router;
}

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${title}</title>` +
  `<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">` +
  `<style>body{font:18px/1.6 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}td,th{text-align:left;padding:.3rem .8rem .3rem 0;vertical-align:top}</style>` +
  `</head><body>${body}</body></html>`;

const HOME_PAGE = page(
  '闭环 Bihuan',
  `<h1>闭环 Bihuan</h1><p>群众诉求 — 综合受理 — 系统派单 — 矛盾调处 — 跟踪反馈 — 监督评价</p>
<p lang="en">The console is not built yet: the service is used through its API.</p>
<ul><li><a href="/docs">接口文档 · API documentation</a></li><li><a href="/openapi.json">OpenAPI 3.1</a></li>
<li><a href="/readyz">运行状态 · readiness</a></li></ul>`,
);

const DOCS_PAGE =
  '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>闭环 · 接口文档</title>' +
  '<link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/ui/swagger-ui.css"></head>' +
  '<body><div id="ui"></div><script src="/docs/ui/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>';

const START = "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true, validatorUrl: null });";

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function problemsPage(): string {
  const all = { ...REFUSALS, ...DOOR_FAULTS, ...NETWORK_FAULTS, ...API_PROBLEMS };
  const rows = Object.entries(all).map(
    ([code, { zh, en }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${escapeHtml(zh)}<br>${escapeHtml(en)}</td></tr>`,
  );
  return page('闭环 · 问题代码', `<h1>问题代码 · Problem codes</h1><table>${rows.join('')}</table>`);
}
