import { Client, Connection } from '@temporalio/client';

export interface TemporalAddress {
  address: string;
  namespace: string;
  /** Shown in Temporal beside what this process did; never pid@host. */
  identity: string;
}

/** A client that connects with its first call, so that the service boots while Temporal is away. */
export function openTemporal({ address, namespace, identity }: TemporalAddress): {
  client: Client;
  close(): Promise<void>;
} {
  const connection = Connection.lazy({ address });
  const client = new Client({ connection, namespace, identity });
  return { client, close: () => connection.close() };
}
