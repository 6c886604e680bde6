import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { checkAnswer, type ExerciseSource, type InstantResult, type QuestionSource } from "cartwright/grading";
import ts from "typescript";

/** What the instant check finds in an answer, run as a learner's kernel would run it: shared and given cells, then the answer. */
export async function earnedAll(
  source: ExerciseSource,
  question: QuestionSource,
  exercise: string,
  which: "blank" | "solution",
): Promise<InstantResult> {
  const { before, after, solution, stub } = question.answer;
  const cells = [
    ...source.shared.filter(({ kind }) => kind === "code").map((cell) => cell.source),
    ...question.given.map((cell) => cell.source),
    [...before, ...(which === "blank" ? stub : solution), ...after].join("\n"),
  ];
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true };
  const code = ts.transpileModule(cells.join("\n"), { compilerOptions }).outputText;
  const names = [...question.checks.matchAll(/\b([\p{L}_$][\p{L}\p{N}_$]*)\b/gu)].map(([, name]) => name!);
  const look = [...new Set(names)]
    .map((name) => `try { found[${JSON.stringify(name)}] = eval(${JSON.stringify(name)}); } catch {}`)
    .join("\n");
  const run = vm.runInThisContext(`(async (exports, require, found) => {\n${code}\n${look}\nreturn found; })`) as (
    exports: object,
    require: NodeJS.Require,
    found: object,
  ) => Promise<Record<string, unknown>>;
  const found = await run({}, createRequire(path.join(source.file, "..", "cell.js")), {});
  return checkAnswer(question.id, found, path.dirname(exercise));
}
