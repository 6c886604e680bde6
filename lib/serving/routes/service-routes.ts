import type { FastifyInstance } from "fastify";
import { ValueError } from "../../contracts";
import { withDeadline } from "../http/deadline";
import { HttpError } from "../http/http-error";
import type { SearchAnswer } from "../ports";
import * as schema from "./schemas";
import type { ServerState } from "../http/server-state";

/**
 * POST /search, /suggest, /predict and /events: what an index, a classifier and the event log answer.
 *
 * @param deadlineMs longest that a search or prediction may take; then the answer is 503
 */
export function addServiceRoutes(app: FastifyInstance, state: ServerState, deadlineMs: number): void {
  app.post<{ Body: schema.SearchRequest }>(
    "/search",
    {
      schema: {
        summary: "The k documents that answer a query best",
        body: schema.SearchBody,
        response: schema.answers(schema.SearchAnswerSchema),
      },
    },
    ({ body: { query, k = 10, filters = {} } }, reply) => {
      const { search } = state;
      if (search === undefined) throw notConfigured("search index", "--search DIR");
      let answer: SearchAnswer | Promise<SearchAnswer>;
      try {
        answer = search.search(query, k, filters);
      } catch (error) {
        return refuseFilters(error);
      }
      // Sent at once where it is there at once: there is nothing that a deadline could wait for.
      if (!(answer instanceof Promise)) return void reply.send(answer);
      return withDeadline(reply, deadlineMs, () => answer).catch(refuseFilters);
    },
  );

  app.post<{ Body: schema.SuggestRequest }>(
    "/suggest",
    {
      schema: {
        summary: "How a query that is being typed may go on, and what it probably means",
        body: schema.SuggestBody,
        response: schema.answers(schema.SuggestAnswer),
      },
    },
    async ({ body: { text, k = 10 } }) => {
      if (state.search?.suggest === undefined) throw notConfigured("search index", "--search DIR");
      return state.search.suggest(text, k);
    },
  );

  app.post<{ Body: schema.PredictRequest }>(
    "/predict",
    {
      schema: {
        summary: "Label and probabilities of a text, or of several",
        body: schema.PredictBody,
        response: schema.answers(schema.PredictAnswer),
      },
    },
    async ({ body: { text, texts } }, reply) => {
      if (state.classifier === undefined) throw notConfigured("classifier", "--classifier DIR");
      if ((text === undefined) === (texts === undefined)) {
        throw new HttpError(400, "invalid_body", "the body must have either text or texts", "/text");
      }
      const { classifier } = state;
      const asked = texts ?? [text!];
      return { predictions: await withDeadline(reply, deadlineMs, (signal) => classifier.predict(asked, signal)) };
    },
  );

  app.post<{ Body: schema.EventRequest }>(
    "/events",
    {
      schema: {
        summary: "Something a user did: the next recommendation knows of it",
        body: schema.EventBody,
        response: schema.answers(schema.EventAnswer, 202),
      },
    },
    async ({ body: { user, item, type, time } }, reply) => {
      const when = isoTime(time);
      const event = { user, item, type, time: when };
      await state.events?.append(event).catch((error: NodeJS.ErrnoException) => {
        app.log.error({ reason: error.code ?? error.message }, "an event could not be stored");
        throw new HttpError(503, "not_stored", "the event could not be stored; send it again", undefined, 1);
      });
      state.recent.remember(user, event);
      return reply.code(202).send({ accepted: true, stored: state.storesEvents });
    },
  );
}

/** What an index refuses is a filter that it does not have. */
function refuseFilters(error: unknown): never {
  throw error instanceof ValueError ? new HttpError(400, "invalid_body", error.message, "/filters") : error;
}

function notConfigured(what: string, flag: string): HttpError {
  return new HttpError(404, "not_configured", `this server has no ${what}: start it with ${flag}`);
}

function isoTime(time: string | number = Date.now()): string {
  const date = new Date(time);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  const message = `/time must be ISO 8601 or milliseconds since 1970, received ${JSON.stringify(time)}`;
  throw new HttpError(400, "invalid_body", message, "/time");
}
