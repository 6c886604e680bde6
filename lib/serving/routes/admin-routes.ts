import type { FastifyInstance } from "fastify";
import { DataError, ValueError } from "../../contracts";
import { ADMIN_KEY_HEADER } from "../http/admin-header";
import { adminCheck } from "../http/admin-key";
import { HttpError } from "../http/http-error";
import type { ServerState } from "../http/server-state";
import type { RegisteredVersion } from "../registry/registry";
import type { RegistryFollower } from "../registry/registry-follower";
import * as schema from "./schemas";

/**
 * GET /admin/models, POST /admin/load, /admin/promote and /admin/rollback: which version customers get. There without a
 * key there are no such routes.
 */
export function addAdminRoutes(app: FastifyInstance, state: ServerState, key: string): void {
  const check = adminCheck(key);
  const guarded = {
    onRequest: async (request: Parameters<typeof check>[0]): Promise<void> => check(request),
  };
  const security = [{ [ADMIN_KEY_HEADER]: [] }];

  app.get(
    "/admin/models",
    {
      ...guarded,
      schema: { summary: "All versions of the registry", security, response: schema.answers(schema.VersionsAnswer) },
    },
    async () => {
      const follower = requireFollower(state);
      return { versions: (await follower.registry.list()).map((version) => described(version, follower)) };
    },
  );

  const change = (
    path: string,
    summary: string,
    body: { readonly body?: object },
    act: (follower: RegistryFollower, version: number) => Promise<RegisteredVersion>,
  ): void => {
    app.post<{ Body: schema.VersionRequest | undefined }>(
      path,
      { ...guarded, schema: { summary, security, ...body, response: schema.answers(schema.VersionAnswer) } },
      async ({ body: asked }) => {
        const follower = requireFollower(state);
        const version = await refusing(() => act(follower, asked?.version ?? 0));
        return described(await follower.registry.version(version.version), follower);
      },
    );
  };
  change(
    "/admin/load",
    "Reads a version, checks it, and keeps it ready, so that promoting it takes no time",
    { body: schema.VersionBody },
    (follower, version) => follower.prepare(version),
  );
  change(
    "/admin/promote",
    "Makes a version live: answers that begin after this one come from it",
    { body: schema.VersionBody },
    async (follower, version) => follow(follower, await follower.registry.promote(version)),
  );
  change("/admin/rollback", "Makes the version live that was live before", {}, async (follower) =>
    follow(follower, await follower.registry.rollBack()),
  );
}

async function follow(follower: RegistryFollower, version: RegisteredVersion): Promise<RegisteredVersion> {
  await follower.refresh();
  return version;
}

function requireFollower({ follower }: ServerState): RegistryFollower {
  if (follower !== undefined) return follower;
  throw new HttpError(404, "not_configured", "this server follows no registry: start it with --model REGISTRY");
}

/** What a registry refuses is no fault of the server: 409, with the registry's own words. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ValueError || error instanceof DataError)) throw error;
    throw new HttpError(409, "refused", error.message);
  }
}

function described(
  { version, stage, manifest, fingerprint, added, note, parent }: RegisteredVersion,
  follower: RegistryFollower,
): object {
  const model = `${manifest.kind}@${fingerprint.slice(0, 8)}`;
  return { version, stage, model, added, note, parent, inService: follower.version === version };
}
