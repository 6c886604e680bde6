// Property tests draw the same cases in every run of `npm test`, so that a commit fails for what it changed and not for its luck.
// CARTWRIGHT_TEST_SEED=N draws others; `npm run test:all` takes a fresh seed, prints it, and CARTWRIGHT_TEST_CASES times as many.
const fc = require("fast-check");

const seed = Number(process.env.CARTWRIGHT_TEST_SEED || 20_240_229);
const times = Number(process.env.CARTWRIGHT_TEST_CASES || 1);

fc.configureGlobal({ seed });

if (times > 1) {
  // A test's own `numRuns` wins over a global one, so the call itself is told.
  const assert = (property, parameters = {}) =>
    fc.assert(property, { ...parameters, numRuns: (parameters.numRuns ?? 100) * times });
  fc.default = { ...fc.default, assert };
}
