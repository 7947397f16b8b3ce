import { createServer } from 'node:net';
import { StartupError } from './startup-error.js';

/** Below the range from which systems draw ports for outgoing connections; Temporal's are those its tools expect. */
export const EMBEDDED_PORTS = { postgres: 15432, temporal: 7233, temporalUi: 8233 } as const;

/** The variable by which each port is moved. */
export const EMBEDDED_PORT_VARIABLES = {
  postgres: 'BIHUAN_POSTGRES_PORT',
  temporal: 'BIHUAN_TEMPORAL_PORT',
  temporalUi: 'BIHUAN_TEMPORAL_UI_PORT',
} as const satisfies Record<keyof typeof EMBEDDED_PORTS, string>;

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** Fails with one clear line when a port is taken; `what` names who wants it. */
export async function assertPortFree(port: number, what: string, variable: string): Promise<void> {
  try {
    await listenOnce(port);
  } catch (cause) {
    throw new StartupError(
      `${what}要用的端口 ${port} 已被占用：请停掉占用它的程序，或用 ${variable} 换一个端口。`,
      `Port ${port}, wanted for ${what}, is taken: stop what uses it, or choose another with ${variable}.`,
      { cause },
    );
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port was given'));
      });
    });
  });
}
