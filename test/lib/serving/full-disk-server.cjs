// Run as a program, serves a toy with the event log it is given, in one file. Plain JavaScript, so that it starts at once.
"use strict";

const { Recommender, startServer } = require("cartwright/serving");

const seen = {
  userCount: 1,
  itemCount: 2,
  rowStarts: Uint32Array.of(0, 1),
  items: Uint32Array.of(0),
  values: Float32Array.of(1),
  itemsOf: () => Uint32Array.of(0),
  valuesOf: () => Float32Array.of(1),
};
const scorer = { userCount: 1, itemCount: 2, scoreInto: (_, scores) => scores.set([1, 2]) };
const recommender = new Recommender({ kind: "toy", scorer, seen, users: ["ann"], items: ["tea", "jam"] });

startServer({ recommender, eventLog: { path: process.argv[2] ?? "", sync: "always" } }).then(
  ({ address }) => process.stdout.write(`${address}\n`),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
