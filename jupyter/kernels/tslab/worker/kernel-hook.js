"use strict";
const { normalise } = require("./mime");
const { output } = require("./outputs");
const { compilerModule } = require("./typescript");

/**
 * Offers cells and libraries `globalThis.cartwrightKernel`:
 *   display(bundle, {id?, update?, metadata?})  several MIME types of one thing, optionally to be updated later
 *   clear(wait = true)                          clears the cell's output (when the next output comes, if `wait`)
 *   signal                                      aborted when the cell is interrupted: hand it to long work
 *   variables                                   the notebook's variables, to look at
 * and connects tslab's own `tslab.display` to the same channel.
 */
function offerKernelHook(variables) {
  let controller = new AbortController();
  const hook = {
    display(bundle, { id, update = false, metadata = {} } = {}) {
      if (update && id === undefined) throw new TypeError("display: update needs the id of what is to be updated");
      const transient = id === undefined ? {} : { display_id: id };
      output(update ? "update_display_data" : "display_data", { data: normalise(bundle), metadata, transient });
    },
    clear: (wait = true) => output("clear_output", { wait }),
    get signal() {
      return controller.signal;
    },
    variables,
  };
  Object.defineProperty(globalThis, "cartwrightKernel", { value: Object.freeze(hook), configurable: true });
  compilerModule("jupyter").lastWriteDisplayData = ({ data, metadata, transient }, update) =>
    hook.display(data, { id: transient?.display_id, update: Boolean(update), metadata });
  return {
    renew: () => {
      if (controller.signal.aborted) controller = new AbortController();
    },
    abort: () => controller.abort(new Error("the cell was interrupted")),
  };
}

module.exports = { offerKernelHook };
