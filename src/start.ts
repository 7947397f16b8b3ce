import { startEmbeddedService } from './embedded/service.js';
import { StartupError } from './embedded/startup-error.js';
import { ConfigFault } from './config.js';
import { openLog } from './log.js';
import { onShutdown } from './shutdown.js';

const say = (line: string): void => {
  console.error(`  ${line}`);
};

try {
  const log = openLog(process.env['LOG_LEVEL'] ?? 'warn', 'bihuan');
  const service = await startEmbeddedService(process.env, log, say);
  onShutdown(log, () => service.stop());
  console.error(`
闭环已启动 / Bihuan is running

  服务 / service        ${service.url}
  接口文档 / API docs   ${service.url}/docs
  Temporal              ${service.temporalUiUrl ?? '-'}
  演示账号 / demo login clerk-1, dispatcher-1, shift-leader-1, … (密码 / password: bihuan-demo-only)

Ctrl-C 停止;诉求和计时都会保留 / Ctrl-C stops it; requests and clocks are kept.
`);
} catch (error) {
  if (!(error instanceof StartupError) && !(error instanceof ConfigFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
