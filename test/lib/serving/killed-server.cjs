// Run as a program, serves with the event log it is given until events.test.ts kills it. Plain JavaScript, so that it
// starts at once. The log is put aside often, so that the kill hits that too.
"use strict";

const { startServer } = require("cartwright/serving");

startServer({ eventLog: { path: process.argv[2] ?? "", maxBytes: 2000 } }).then(
  ({ address }) => process.stdout.write(`${address}\n`),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
