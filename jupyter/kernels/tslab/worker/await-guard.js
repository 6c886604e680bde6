"use strict";

/** The global by which compiled cells reach the functions below. */
const GLOBAL = "__cartwrightCell";

/**
 * Makes every `await` of a cell a place where an interrupt takes effect:
 * `await x` becomes `__cartwrightCell.resume(__cartwrightCell.epoch, await x)`. The epoch is read before the wait; an
 * interrupt in between has advanced it. Without this `for (;;) await sleep(10)` would go on behind the next cells.
 */
function guardAwaits(ts) {
  const { factory } = ts;
  const member = (name) => factory.createPropertyAccessExpression(factory.createIdentifier(GLOBAL), name);
  const call = (name, args, node) => ts.setTextRange(factory.createCallExpression(member(name), undefined, args), node);

  return (context) => {
    const visit = (node) => {
      const inner = ts.visitEachChild(node, visit, context);
      if (ts.isAwaitExpression(inner)) return call("resume", [member("epoch"), inner], node);
      if (ts.isForOfStatement(inner) && inner.awaitModifier) {
        const guarded = call("each", [inner.expression], node.expression);
        return factory.updateForOfStatement(inner, inner.awaitModifier, inner.initializer, guarded, inner.statement);
      }
      return inner;
    };
    return (file) => ts.visitNode(file, visit);
  };
}

/** Thrown into what an interrupted cell left running; nobody needs to hear of it. */
class Abandoned extends Error {}

/** Installs the global and returns the switch: `advance()` makes everything that awaits at this moment end. */
function installAwaitGuard() {
  const cell = {
    epoch: 0,
    resume(epoch, value) {
      if (epoch !== cell.epoch) throw new Abandoned("interrupted");
      return value;
    },
    async *each(values) {
      const { epoch } = cell;
      for await (const value of values) yield cell.resume(epoch, value);
    },
  };
  Object.defineProperty(globalThis, GLOBAL, { value: cell });
  return { advance: () => void cell.epoch++, isAbandoned: (error) => error instanceof Abandoned };
}

module.exports = { guardAwaits, installAwaitGuard };
