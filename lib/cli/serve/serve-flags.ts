import type { SyncPolicy } from "../../serving";

/** The flags of `serve`. */
export interface ServeFlags {
  model?: string;
  search?: string;
  classifier?: string;
  shop?: boolean;
  currency: string;
  port: number;
  host: string;
  events?: string;
  sync: SyncPolicy;
  eventsMaxBytes: number;
  processes: number;
  redis?: string;
  adminKeyFile?: string;
  behindProxy?: boolean;
  requestsPerMinute?: number;
  maxInFlight: number;
  maxLag: number;
  bodyLimit: number;
  requestTimeout: number;
  cache: number;
  batchSize: number;
  batchWait: number;
  maxWaiting: number;
  deadline: number;
  printNginx?: boolean;
  log: boolean;
}
