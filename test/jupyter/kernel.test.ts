import assert from "node:assert/strict";
import path from "node:path";
import type { KernelClient } from "cartwright/notebook";
import { root, run, startKernel } from "./kernel-session";

describe("the kernel", () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.shutdown());

  describe("values", () => {
    it("answers the last expression as execute_result, with the cell's number", async () => {
      const { of, reply, value } = await run(kernel, "const six = 6;\nsix * 7");
      assert.equal(value, "42");
      assert.equal(of("execute_result")[0]?.execution_count, reply.execution_count);
    });

    it("announces a cell by execute_input and counts upwards", async () => {
      const first = await run(kernel, "1");
      const second = await run(kernel, "2");
      assert.deepEqual(second.of("execute_input"), [{ code: "2", execution_count: first.reply.execution_count! + 1 }]);
    });

    it("neither counts nor shows a silent request", async () => {
      const before = await run(kernel, "1");
      const silent = await run(kernel, "console.log('heard'); 5", { silent: true });
      assert.equal(silent.reply.status, "ok");
      assert.deepEqual([...silent.of("execute_input"), ...silent.of("execute_result")], []);
      assert.equal((await run(kernel, "1")).reply.execution_count, before.reply.execution_count! + 1);
    });

    it("knows an earlier cell's variable in the short form of a property", async () => {
      await run(kernel, "const tea = 2;\nlet mug = 3;");
      assert.equal(
        (await run(kernel, "const order = (cake: number) => ({ tea, mug, cake });\norder(1)")).value,
        "{ tea: 2, mug: 3, cake: 1 }",
      );
      assert.equal((await run(kernel, "({ mug } = { mug: 7 });\nmug")).value, "7");
    });

    it("takes a property of an earlier cell's value under another name", async () => {
      await run(
        kernel,
        `interface Parcel { weight: number; from: { town: string } }
const parcel = (): Parcel => ({ weight: 2, from: { town: "Ulm" } });
class Shelf { height = 3; get width() { return 4; } }`,
      );
      const code = `const { weight: kilograms, from: { town: origin } } = parcel();
const { height: metres, width: span } = new Shelf();
const { weight: unused = 0, ...others } = parcel();
const heavier = ({ weight: own }: Parcel) => own + 1;
[kilograms, origin, metres, span, others.from.town, heavier(parcel())]`;
      const { traceback, value } = await run(kernel, code);
      assert.equal(traceback, "");
      assert.equal(value, "[ 2, 'Ulm', 3, 4, 'Ulm', 3 ]");
    });

    it("shows nothing for undefined, and null as null", async () => {
      assert.equal((await run(kernel, "undefined")).value, undefined);
      assert.equal((await run(kernel, "null")).value, "null");
    });

    it("awaits at the top level, loops included", async () => {
      const code =
        "const seen: number[] = [];\nfor await (const n of [1, 2]) seen.push(n);\nawait Promise.resolve(seen)";
      assert.equal((await run(kernel, code)).value, "[ 1, 2 ]");
    });

    for (const [name, method] of [
      ["toMimeBundle", "toMimeBundle()"],
      ["Symbol.for('Jupyter.display')", "async [Symbol.for('Jupyter.display')]()"],
    ]) {
      it(`takes the MIME bundle that ${name} returns`, async () => {
        const code = `({ ${method} { return { "text/html": "<b>1</b>", "application/json": '{"a":1}', "image/png": new Uint8Array([1, 2]) }; } })`;
        const data = (await run(kernel, code)).of("execute_result")[0]?.data as Record<string, unknown>;
        assert.equal(data["text/html"], "<b>1</b>");
        assert.deepEqual(data["application/json"], { a: 1 });
        assert.equal(data["image/png"], "AQI=");
        assert.equal(typeof data["text/plain"], "string");
      });
    }

    it("answers user expressions beside the cell", async () => {
      const content = { code: "const base = 20;", user_expressions: { ok: "base + 1", bad: "nothing()" } };
      const reply = await kernel.request("execute_request", content);
      const { ok, bad } = reply.user_expressions as Record<string, Record<string, unknown>>;
      assert.deepEqual(ok?.data, { "text/plain": "21" });
      assert.equal(bad?.status, "error");
    });
  });

  describe("outputs", () => {
    it("delivers what a busy loop prints while it runs, carriage returns as they are", async () => {
      const arrivals: number[] = [];
      const texts: string[] = [];
      const code = `for (let n = 0; n < 4; n++) {
        process.stdout.write("\\r" + n);
        const until = Date.now() + 200;
        while (Date.now() < until);
      }`;
      await kernel.execute(code, {
        onMessage: ({ type, content }) => {
          if (type !== "stream") return;
          arrivals.push(performance.now());
          texts.push(String(content.text));
        },
      });
      assert.equal(texts.join(""), "\r0\r1\r2\r3");
      assert.ok(arrivals.length >= 2 && arrivals.at(-1)! - arrivals[0]! > 150, `arrived at ${arrivals.join(", ")}`);
    });

    it("keeps thousands of outputs, in order", async () => {
      const code = `import * as tslab from "tslab";
        for (let n = 0; n < 3000; n++) { console.log(n); if (n % 3 === 0) tslab.display.text(String(n)); }`;
      const { messages } = await run(kernel, code);
      const all = messages.flatMap(({ type, content }) => {
        if (type === "stream") return String(content.text).trim().split("\n").map(Number);
        return type === "display_data" ? [Number((content.data as Record<string, string>)["text/plain"])] : [];
      });
      const wanted = Array.from({ length: 3000 }, (_, n) => (n % 3 === 0 ? [n, n] : [n])).flat();
      assert.deepEqual(all, wanted);
    });

    it("keeps characters whole that are written byte by byte", async () => {
      assert.equal(
        (await run(kernel, "for (const byte of Buffer.from('矩阵')) process.stdout.write(Uint8Array.of(byte));")).text(
          "stdout",
        ),
        "矩阵",
      );
    });

    it("offers the display hook: bundles, updates, clearing", async () => {
      const code = `declare const cartwrightKernel: { display(bundle: object, options?: object): void; clear(wait?: boolean): void };
        cartwrightKernel.display({ "text/plain": "one", "application/json": { a: 1 } }, { id: "d", metadata: { m: 2 } });
        cartwrightKernel.display({ "text/plain": "two" }, { id: "d", update: true });
        cartwrightKernel.clear();
        cartwrightKernel.clear(false);`;
      const { of } = await run(kernel, code);
      const transient = { display_id: "d" };
      assert.deepEqual(of("display_data"), [
        { data: { "text/plain": "one", "application/json": { a: 1 } }, metadata: { m: 2 }, transient },
      ]);
      assert.deepEqual(of("update_display_data"), [{ data: { "text/plain": "two" }, metadata: {}, transient }]);
      assert.deepEqual(of("clear_output"), [{ wait: true }, { wait: false }]);
    });

    it("sends console.error to stderr, and silences library banners only", async () => {
      const banner =
        "\\n====\\nHi, looks like you are running TensorFlow.js in Node.js. To speed things up ...\\n====\\n";
      const { text } = await run(kernel, `console.warn("${banner}"); console.error("real");`);
      assert.equal(text("stderr"), "real\n");
    });

    it("says nothing on stderr when TensorFlow.js is used on the plain backend", async () => {
      const code = `import * as tf from "@tensorflow/tfjs";
        await tf.setBackend("cpu");
        tf.tensor([1, 2, 3]).sum().dataSync()[0]`;
      const { text, value, reply } = await run(kernel, code);
      assert.equal(value, "6");
      assert.equal(text("stderr"), "");
      assert.equal(reply.usage?.backend, "cpu");
    });

    it("shows what child processes print", async () => {
      const { text } = await run(
        kernel,
        `import { spawnSync } from "node:child_process";
         spawnSync(process.execPath, ["-e", "console.log('child'); console.error('complaint')"], { stdio: "inherit" });
         await new Promise((resolve) => setTimeout(resolve, 200));`,
      );
      assert.equal(text("stdout"), "child\n");
      assert.equal(text("stderr"), "complaint\n");
    });
  });

  describe("errors", () => {
    it("are error messages with ename, evalue and traceback, and the reply says the same", async () => {
      const { of, reply } = await run(kernel, 'throw new RangeError("too big");');
      const [error] = of("error");
      assert.equal(error?.ename, "RangeError");
      assert.equal(error?.evalue, "too big");
      assert.ok(Array.isArray(error?.traceback));
      assert.deepEqual({ ename: reply.ename, evalue: reply.evalue, traceback: reply.traceback }, error);
      assert.equal(reply.status, "error");
    });

    it("of run time point at the cell's line and column, behind types, comments and awaits", async () => {
      const code = `interface Pair { a: number }
// a comment
const wait = async (): Promise<Pair> => { await null; return { a: 1 }; };

const pair: Pair = await wait();
  pair.a = (null as unknown as Pair).a;`;
      const { reply, traceback } = await run(kernel, code);
      assert.equal(reply.ename, "TypeError");
      assert.match(traceback, /at cell \[\d+\]:6:\d+/);
      assert.match(traceback, /^> 6 \| {3}pair\.a = /m);
    });

    it("inside a function of an earlier cell name both cells", async () => {
      const first = await run(
        kernel,
        "function half(x: number): number {\n  if (x % 2) throw new Error('odd');\n  return x / 2;\n}",
      );
      const { traceback, reply } = await run(kernel, "const fine = half(4);\nhalf(fine + 1);");
      assert.match(traceback, new RegExp(`at half \\(cell \\[${first.reply.execution_count}\\]:2:20\\)`));
      assert.match(traceback, new RegExp(`at cell \\[${reply.execution_count}\\]:2:1`));
    });

    it("inside the library name the TypeScript source", async () => {
      const { traceback, reply } = await run(
        kernel,
        'import { topK } from "cartwright/ranking";\ntopK(new Float32Array(3), -1);',
      );
      assert.equal(reply.ename, "ValueError");
      assert.ok(traceback.includes(path.join(root, "lib", "ranking", "top-k.ts")), traceback);
      assert.doesNotMatch(traceback, /kernels[\\/]tslab|node:internal/);
    });

    it("carry their cause and, for AggregateError, their parts", async () => {
      const { traceback } = await run(
        kernel,
        'throw new Error("outer", { cause: new AggregateError([new TypeError("part")], "inner") });',
      );
      assert.match(traceback, /Caused by AggregateError: inner/);
      assert.match(traceback, /TypeError: part/);
    });

    it("that are no Error are shown as values", async () => {
      const { reply } = await run(kernel, "throw { code: 7 };");
      assert.equal(reply.ename, "Thrown");
      assert.equal(reply.evalue, "{ code: 7 }");
    });

    it("of types stop the cell before it runs and give line, column, code and the line itself", async () => {
      const { reply, traceback, text } = await run(kernel, 'console.log("ran");\n\n  const n: number = "three";');
      assert.equal(text("stdout"), "");
      assert.equal(reply.ename, "TypeScriptError");
      assert.equal(reply.evalue, "3:9 - Type 'string' is not assignable to type 'number'.");
      assert.match(traceback, /cell \[\d+\]:3:9 - error TS2322/);
      assert.match(traceback, /^> 3 \| {3}const n: number = "three";\n {4}\| {9}\^$/m);
    });

    it("of types are those of strict mode", async () => {
      const cases = {
        "function f(x) { return x; }": /implicitly has an 'any' type/,
        "[1].find((n) => n > 0) + 1": /possibly 'undefined'/,
      };
      for (const [code, message] of Object.entries(cases))
        assert.match((await run(kernel, code)).reply.evalue!, message);
    });

    it("of an await inside a plain function are reported", async () => {
      const { reply } = await run(kernel, "await null;\nconst g = () => { await null; };");
      assert.match(reply.evalue!, /^2:19 - 'await' expressions are only allowed/);
    });

    it("of a promise that nobody awaits fail the cell", async () => {
      const { reply } = await run(kernel, 'void Promise.reject(new Error("floating")); 5;');
      assert.equal(reply.evalue, "floating");
    });

    it("of a timer fail the cell that is still running", async () => {
      const code =
        'setTimeout(() => { throw new Error("late"); }, 5);\nawait new Promise((resolve) => setTimeout(resolve, 3000));';
      const { reply, traceback } = await run(kernel, code);
      assert.equal(reply.evalue, "late");
      assert.match(traceback, /:1:26/);
    });

    for (const call of ["process.exit(0)", "process.abort()", "process.exit()"]) {
      it(`include ${call}, and the kernel goes on with its variables`, async () => {
        await run(kernel, "let kept = 11;");
        const { reply } = await run(kernel, `${call};`);
        assert.equal(reply.ename, "ExitError");
        assert.equal((await run(kernel, "kept")).value, "11");
      });
    }
  });

  describe("stop_on_error", () => {
    it("drops the cells that were already sent after a failing one, and runs later ones", async () => {
      const sent = ['throw new Error("stop");', "'second'", "'third'"].map((code) => run(kernel, code));
      const [first, second, third] = await Promise.all(sent);
      assert.equal(first?.reply.status, "error");
      assert.deepEqual([second?.reply.status, third?.reply.status], ["aborted", "aborted"]);
      assert.deepEqual(second?.of("execute_input"), []);
      assert.equal((await run(kernel, "'goes on'")).value, "goes on");
    });

    it("false lets them run", async () => {
      const first = kernel.execute('throw new Error("go on");', { stopOnError: false });
      const second = kernel.execute("1");
      assert.deepEqual([(await first).status, (await second).status], ["error", "ok"]);
    });
  });

  describe("packages", () => {
    it("are found through their exports map, with types", async () => {
      const { value } = await run(
        kernel,
        'import { Random } from "cartwright/random";\nconst r: Random = new Random(1);\ntypeof r.next()',
      );
      assert.equal(value, "number");
    });
  });

  describe("language questions", () => {
    const ask = async (type: string, code: string, cursor = code.length): Promise<Record<string, unknown>> =>
      kernel.request(type, { code, cursor_pos: cursor, detail_level: 0 });

    it("complete members and imported names", async () => {
      await run(kernel, 'import { topK } from "cartwright/ranking";\nconst scores = new Float32Array(3);');
      assert.deepEqual((await ask("complete_request", "scores.copyW")).matches, ["copyWithin"]);
      assert.deepEqual((await ask("complete_request", "topK(scores, 1).sco")).matches, ["scores"]);
    });

    it("count the cursor in characters, not in UTF-16 units", async () => {
      const reply = await ask("complete_request", '"😀"; scores.copyW');
      assert.deepEqual([reply.cursor_start, reply.cursor_end], [12, 17]);
    });

    for (const [where, code, cursor] of [
      ["on a name", "topK", 2],
      ["behind a name", "topK", 4],
      ["among the arguments", "topK(scores, ", 13],
    ] as const) {
      it(`show the library's docstring with the cursor ${where}`, async () => {
        const reply = await ask("inspect_request", code, cursor);
        const data = reply.data as Record<string, string>;
        assert.match(data["text/plain"]!, /topK\(scores: Float32Array, k: number/);
        assert.match(data["text/plain"]!, /k best items by score/);
        assert.match(data["text/markdown"]!, /\*@throws\*/);
      });
    }

    it("tell a console whether a line is complete", async () => {
      assert.equal((await ask("is_complete_request", "const a = 1;")).status, "complete");
      assert.equal((await ask("is_complete_request", "function f() {")).status, "incomplete");
    });
  });

  describe("the protocol", () => {
    it("gives kernel_info with status ok and the compiler's version", () => {
      assert.equal(kernel.info.status, "ok");
      const language = kernel.info.language_info as Record<string, unknown>;
      assert.deepEqual([language.name, language.version, language.file_extension], ["typescript", "5.0.4", ".ts"]);
    });

    it("answers comm_info with no comms, by its own name", async () => {
      assert.deepEqual(await kernel.request("comm_info_request", {}), { status: "ok", comms: {} });
    });

    it("answers on the control channel, and while a cell runs", async () => {
      let finished = false;
      const busy = run(kernel, "const until = Date.now() + 1000; while (Date.now() < until); 1").then(
        () => (finished = true),
      );
      await kernel.request("kernel_info_request", {}, { channel: "control" });
      assert.equal(finished, false);
      await busy;
    });

    it("remembers the history", async () => {
      await run(kernel, "'remember me'");
      const { history } = (await kernel.request("history_request", { hist_access_type: "tail", n: 1 })) as unknown as {
        history: unknown[][];
      };
      assert.equal(history[0]?.[2], "'remember me'");
    });
  });
});
