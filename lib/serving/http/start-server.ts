import type { RunningServer, ServerOptions } from "./server-options";

/**
 * Starts the HTTP server: JSON in, JSON out, every refusal as `{"error":{"code","message","path"}}`. The framework is
 * loaded when this is called and not with the room, so that whoever only asks a model does not wait for it.
 *
 * @returns once it listens
 * @throws when the port is taken (EADDRINUSE), the event log cannot be opened, or an option is out of range
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const { openServer } = await import("./server.js");
  return openServer(options);
}
