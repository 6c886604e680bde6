// The framework alone: answers every POST with the text of a file, and prints its address.
"use strict";

const { readFileSync } = require("node:fs");
const { fastify } = require("fastify");

const text = readFileSync(process.argv[2] ?? "", "utf8");
const app = fastify();
app.post("/*", (_request, reply) => reply.type("application/json; charset=utf-8").send(text));
app.listen({ port: 0, host: "127.0.0.1" }).then((address) => console.log(address));
process.on("SIGTERM", () => void app.close().then(() => process.exit()));
