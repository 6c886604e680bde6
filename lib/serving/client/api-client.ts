import { CartwrightError } from "../../contracts";
import { ADMIN_KEY_HEADER } from "../http/admin-header";
import type { paths } from "./api-types";

/** Routes that answer a POST. */
export type PostPath = { [P in keyof paths]: paths[P] extends { post: object } ? P : never }[keyof paths];

/** Body of a POST. */
export type BodyOf<P extends PostPath> = paths[P] extends {
  post: { requestBody: { content: { "application/json": infer Body } } };
}
  ? Body
  : undefined;

/** Answer of a POST. */
export type AnswerOf<P extends PostPath> = paths[P] extends { post: { responses: infer Responses } }
  ? Success<Responses>
  : never;

type Success<Responses> = Responses extends { 200: { content: { "application/json": infer Answer } } }
  ? Answer
  : Responses extends { 202: { content: { "application/json": infer Answer } } }
    ? Answer
    : never;

/** A refusal of the server, or of something in front of it. */
export class ApiError extends CartwrightError {
  /**
   * @param status            of HTTP
   * @param code              a word for programs: "invalid_body", "overloaded"
   * @param message           for people
   * @param path              the field at fault, or the route
   * @param retryAfterSeconds when to come back, where the server says so
   */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly path: string,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(message);
  }
}

/** Asks a server, with bodies and answers typed by its own OpenAPI document. Runs in Node and in browsers. */
export class ApiClient {
  private readonly headers: Record<string, string>;

  /**
   * @param address "http://127.0.0.1:8080"
   * @param options how
   * @param options.adminKey for the routes under /admin
   */
  constructor(
    private readonly address: string,
    { adminKey }: { readonly adminKey?: string } = {},
  ) {
    this.headers = adminKey === undefined ? {} : { [ADMIN_KEY_HEADER]: adminKey };
  }

  /**
   * Asks one route.
   *
   * @param path   "/recommend"
   * @param body   what it takes; undefined where it takes nothing
   * @param signal gives up
   * @throws ApiError when the server refuses
   */
  async post<P extends PostPath>(path: P, body: BodyOf<P>, signal?: AbortSignal): Promise<AnswerOf<P>> {
    const hasBody = body !== undefined;
    const response = await fetch(this.address + path, {
      method: "POST",
      headers: hasBody ? { ...this.headers, "content-type": "application/json" } : this.headers,
      body: hasBody ? JSON.stringify(body) : undefined,
      signal,
    });
    if (response.ok) return (await response.json()) as AnswerOf<P>;
    throw await refusal(response);
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text();
  const wait = Number(response.headers.get("retry-after"));
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : undefined;
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; path: string } };
    return new ApiError(response.status, error.code, error.message, error.path, retryAfter);
  } catch {
    return new ApiError(response.status, "no_json", text.slice(0, 200) || response.statusText, "", retryAfter);
  }
}
