import assert from "node:assert/strict";
import { type Output, OutputCollector } from "cartwright/notebook";

/** Feeds messages for one cell: [type, content] each. */
function collect(messages: [type: string, content: Record<string, unknown>][]): Output[] {
  const outputs: Output[] = [];
  const collector = new OutputCollector();
  collector.begin(outputs);
  for (const [type, content] of messages) collector.add({ type, content });
  return outputs;
}
const write = (text: string, name = "stdout"): [string, Record<string, unknown>] => ["stream", { name, text }];
const show = (text: string, id?: string): [string, Record<string, unknown>] => [
  "display_data",
  { data: { "text/plain": text }, metadata: {}, transient: id ? { display_id: id } : {} },
];

describe("OutputCollector", () => {
  it("joins what one stream writes in a row, and keeps streams apart", () => {
    const texts = collect([write("a"), write("b\n"), write("!", "stderr"), write("c")]).map(
      (output) => "text" in output && output.text,
    );
    assert.deepEqual(texts, ["ab\n", "!", "c"]);
  });

  it("keeps a progress line once: carriage returns overwrite", () => {
    assert.deepEqual(collect([write("10 %\r"), write("50 %\r"), write("100 %\n"), write("done\r\nend")]), [
      { output_type: "stream", name: "stdout", text: "100 %\ndone\nend" },
    ]);
    assert.equal((collect([write("long line\rshort")])[0] as { text: string }).text, "shortline");
  });

  it("clears at once, or when the next output comes", () => {
    assert.deepEqual(collect([show("a"), ["clear_output", { wait: false }]]), []);
    assert.equal(collect([show("a"), ["clear_output", { wait: true }]]).length, 1);
    assert.deepEqual(collect([show("a"), ["clear_output", { wait: true }], show("b")]).length, 1);
  });

  it("updates every display of an id, also in earlier cells", () => {
    const first: Output[] = [];
    const second: Output[] = [];
    const collector = new OutputCollector();
    collector.begin(first);
    collector.add({ type: show("old", "d")[0], content: show("old", "d")[1] });
    collector.begin(second);
    collector.add({ type: "display_data", content: show("old", "d")[1] });
    collector.add({ type: "update_display_data", content: show("new", "d")[1] });
    for (const [output] of [first, second])
      assert.deepEqual(output, { output_type: "display_data", data: { "text/plain": "new" }, metadata: {} });
  });

  it("ignores messages that are no outputs", () => {
    assert.deepEqual(
      collect([
        ["execute_input", { code: "1" }],
        ["comm_open", {}],
      ]),
      [],
    );
  });
});
