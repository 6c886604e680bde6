import net from "node:net";
import { SetupError, UsageError } from "./say.mjs";

const usual = 8888;

/** The port asked for, or else the first free one from 8888 on. */
export async function choosePort(wanted, host) {
  if (wanted !== undefined) {
    if (!/^\d+$/.test(wanted) || Number(wanted) > 65535) {
      throw new UsageError(
        `--port must be a number up to 65535, received ${wanted}.`,
        "For example: npm start -- --port 8889",
      );
    }
    const port = Number(wanted);
    if (port === 0 || (await isFree(port, host))) return port;
    throw new SetupError(
      `Port ${port} is taken.`,
      `Choose another: npm start -- --port ${await firstFree(port + 1, host)}`,
    );
  }
  return firstFree(usual, host);
}

async function firstFree(from, host) {
  for (let port = from; port < from + 100; port++) if (await isFree(port, host)) return port;
  throw new SetupError(`No free port was found from ${from} to ${from + 99}.`, "Name one: npm start -- --port N");
}

function isFree(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
