# Not run where this project was written: there was no Docker. What it calls (npm ci, npm run build, cartwright serve)
# is tested without it.
#   docker build -t cartwright .
#   docker run --rm -p 8080:8080 -v "$PWD/model:/model:ro" -v cartwright-data:/data cartwright
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY lib/package.json lib/
RUN npm ci
COPY . .
RUN npm run build

# The server needs the library and its own packages, not the course's.
FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production CARTWRIGHT_BUILD=never
COPY package.json package-lock.json .npmrc ./
COPY lib/package.json lib/
RUN npm ci --workspace lib --include-workspace-root=false --omit=dev && npm cache clean --force
COPY --from=build /app/lib/bin lib/bin
COPY --from=build /app/lib/dist lib/dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "lib/bin/cartwright.js"]
CMD ["serve", "--model", "/model", "--host", "0.0.0.0", "--events", "/data/events.jsonl"]
