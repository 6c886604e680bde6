// Mocha's dot reporter, which also leaves its figures in build/mocha.json for scripts/test.mjs.
const fs = require("node:fs");
const path = require("node:path");
const { reporters, Runner } = require("mocha");

module.exports = class FiguresReporter extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes: passed, failures: failed, pending: skipped, duration } = runner.stats;
      const file = path.join(__dirname, "..", "..", "build", "mocha.json");
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify({ passed, failed, skipped, duration }));
    });
  }
};
