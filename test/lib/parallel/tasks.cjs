// Tasks of the parallel room's tests. JavaScript, because each thread loads this file as it stands.
const { ValueError } = require("cartwright/contracts");

/** Block n writes n² · scale, and which thread did it. */
exports.squares = {
  file: __filename,
  name: "squares",
  begin:
    ({ out, by }, thread) =>
    (block, { scale }) => {
      out[block] = scale * block ** 2;
      by[block] = 1 + thread;
    },
};

/** Block 3 fails. */
exports.failing = {
  file: __filename,
  name: "failing",
  begin:
    ({ kind }) =>
    (block) => {
      if (block !== 3) return;
      if (kind === "ours") throw new ValueError("block must not be 3, received 3");
      if (kind === "ending") process.exit(7);
      throw "a bare string";
    },
};

/** Cannot even begin. */
exports.unready = {
  file: __filename,
  name: "unready",
  begin: () => {
    throw new RangeError("no room to begin");
  },
};

/** Each block takes some milliseconds and counts itself. */
exports.slow = {
  file: __filename,
  name: "slow",
  begin:
    ({ count }) =>
    () => {
      const end = performance.now() + 5;
      while (performance.now() < end);
      Atomics.add(count, 0, 1);
    },
};

/** Says it stands in this file under a name that is not there. */
exports.misnamed = { ...exports.squares, name: "nowhere" };
