import type { FastifyInstance, FastifyReply } from "fastify";
import { readdir, readFile } from "node:fs/promises";
import * as path from "node:path";
import { DataError } from "../contracts";
import { HIDDEN } from "./hidden";
import type { StorefrontOptions } from "./ports";
import { SHOP_STYLE } from "./style/shop-style";

/** Compiled by the page's own tsconfig.json, together with the library. */
const COMPILED_PAGE = path.join(__dirname, "page");

/**
 * Only what this server sends is run, drawn or asked: no inline script, no address outside. Should a hostile text ever
 * become markup, it would still not run.
 */
const policyFor = (framedBy: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${framedBy.join(" ") || "'none'"}`,
  ].join("; ");

/** A cartwheel, for the browser's tab. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1d5c4a"/>' +
  '<g fill="none" stroke="#fbf8f3" stroke-width="2.4"><circle cx="16" cy="16" r="10"/><circle cx="16" cy="16" r="2.6"/>' +
  '<path d="M16 6v20M6 16h20M9 9l14 14M23 9 9 23"/></g></svg>\n';

/** Paths of the page's own places; each gets the one document, and the script in it shows the place. */
const PLACES = ["/", "/search", "/product/:id", "/basket"];

/**
 * The shop's document, style, scripts and pictures.
 *
 * @param app       a scope of the server
 * @param prefix    where the scope stands: "/shop"
 * @param shop      what the shop is made of; its catalogue knows the pictures
 * @throws DataError when the page has not been compiled
 */
export async function addPages(app: FastifyInstance, prefix: string, shop: StorefrontOptions): Promise<void> {
  const { catalogue, framedBy = [] } = shop;
  const policy = policyFor(framedBy);
  app.addHook("onSend", (_request, reply, payload, done) => {
    void reply.headers({
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cache-control": "no-cache",
    });
    done(null, payload);
  });
  const scripts = await readScripts();
  const page = documentOf(prefix, [...scripts.keys()]);
  for (const place of PLACES) {
    app.get(place, { schema: HIDDEN }, (_request, reply) => send(reply, "text/html", page));
  }
  app.get("/icon.svg", { schema: HIDDEN }, (_request, reply) => send(reply, "image/svg+xml", ICON));
  app.get("/shop.css", { schema: HIDDEN }, (_request, reply) => send(reply, "text/css", SHOP_STYLE));
  for (const [name, script] of scripts) {
    app.get(`/page/${name}`, { schema: HIDDEN }, (_request, reply) => send(reply, "text/javascript", script));
  }
  app.get<{ Params: { file: string } }>("/pictures/:file", { schema: HIDDEN }, ({ params }, reply) => {
    const picture = catalogue.picture(params.file.replace(/\.svg$/, ""));
    if (picture === undefined) return reply.callNotFound();
    return send(reply, "image/svg+xml", picture);
  });
}

/** The compiled modules by their paths, read once: no request reaches the disk. */
async function readScripts(): Promise<Map<string, string>> {
  const names = await readdir(COMPILED_PAGE, { recursive: true }).catch((cause: Error) => {
    throw new DataError(
      `the shop's page is not compiled: ${COMPILED_PAGE} is missing; tsc -b, or tsc -p storefront/page, makes it`,
      { file: COMPILED_PAGE, cause },
    );
  });
  const modules = names.filter((name) => name.endsWith(".js")).sort();
  const read = async (name: string): Promise<[string, string]> => [
    name.split(path.sep).join("/"),
    await readFile(path.join(COMPILED_PAGE, name), "utf8"),
  ];
  return new Map(await Promise.all(modules.map(read)));
}

function documentOf(prefix: string, modules: readonly string[]): string {
  const preloads = modules.map((name) => `<link rel="modulepreload" href="${prefix}/page/${name}">`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Cartwright</title>
<link rel="icon" href="${prefix}/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${prefix}/shop.css">
${preloads}
<script type="module" src="${prefix}/page/main.js"></script>
</head>
<body>
<noscript>This shop is drawn by a script of its own server. Please allow scripts from this address.</noscript>
</body>
</html>
`;
}

function send(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply.type(`${type}; charset=utf-8`).send(text);
}
