import { Router } from 'express';
import type { ApiDeps } from '../route.js';

/** For those who run the service: liveness, readiness, figures. Nothing personal, so nobody needs to log in. */
export function operationsRouter(deps: ApiDeps): Router {
  // A proxy keeps strangers from these paths by their letters: no other way of writing them leads here.
  const router = Router({ strict: true, caseSensitive: true });
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const { ready, checks } = await deps.readiness();
    res.status(ready ? 200 : 503).json({ ready, checks });
  });
  router.get('/metrics', async (_req, res) => {
    res.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
  });
  return router;
}
