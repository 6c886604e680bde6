// Computes products by TensorFlow's own operation on one thread until told to stop, and hears signals meanwhile. Prints
// how many signals and products there were, and how many products were wrong.
"use strict";

const { openDevice } = require("cartwright/device");

const SIDE = 512;

async function main() {
  const { tf } = await openDevice({ backend: "native" });
  const backend = tf.backend();
  const { TF_ATTR_BOOL, TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
  const attributes = [
    { name: "adj_x", type: TF_ATTR_BOOL, value: false },
    { name: "adj_y", type: TF_ATTR_BOOL, value: false },
    { name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT },
  ];
  const ones = tf.ones([SIDE, SIDE]);
  const found = { heard: 0, products: 0, wrong: 0 };
  let goesOn = true;
  process.on("SIGUSR2", () => found.heard++);
  process.once("SIGINT", () => (goesOn = false));
  console.log("ready");
  for (; goesOn; found.products++) {
    const product = backend.executeSingleOutput("BatchMatMul", attributes, [ones, ones]);
    if (product.dataSync().some((sum) => sum !== SIDE)) found.wrong++;
    product.dispose();
    await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(JSON.stringify(found));
}

void main();
