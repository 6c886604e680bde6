"use strict";
// The course's Jupyter kernel: tslab 1.0.22 as compiler, in two processes.
//   front   (this one) speaks the Jupyter protocol, never runs a cell and so always answers;
//   worker  (worker/main.js) compiles and runs the cells. It can be stopped, and replaced when it cannot be stopped.
// Start: node kernel.js kernel --config-path {connection_file}
const fs = require("fs");
const { WorkerProcess } = require("./front/worker-process");
const { Session } = require("./front/session");
const { Sockets } = require("./front/sockets");

const at = process.argv.indexOf("--config-path");
if (at < 0 || !process.argv[at + 1]) {
  process.stderr.write("usage: node kernel.js kernel --config-path CONNECTION_FILE (Jupyter starts it)\n");
  process.exit(2);
}
main(JSON.parse(fs.readFileSync(process.argv[at + 1], "utf8"))).catch((error) => {
  process.stderr.write(`cartwright kernel: ${error.message}\n`);
  process.exit(1);
});

async function main(connection) {
  const worker = new WorkerProcess(process.cwd()); // first: it needs a second, the sockets a few milliseconds
  const sockets = new Sockets(connection);
  const session = new Session(sockets, worker);

  process.on("SIGINT", () => session.interrupt());
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => session.shutdown());
  leaveWithParent(() => session.shutdown());

  await sockets.open((channel, message) => session.handle(channel, message));
}

/** Jupyter names its own process; a kernel whose Jupyter was killed must not stay behind. */
function leaveWithParent(leave) {
  const parent = Number(process.env.JPY_PARENT_PID);
  if (process.platform === "win32" || !(parent > 1)) return;
  const timer = setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch (error) {
      if (error.code !== "ESRCH") return; // EPERM: alive, and someone else's
      clearInterval(timer);
      leave();
    }
  }, 1000);
  timer.unref();
}
