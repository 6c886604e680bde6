import { UsageError } from "../usage-error";
import type { ServeFlags } from "./serve-flags";

/**
 * A configuration for nginx in front of the server, to be included inside `http { }` (Debian: a file in
 * /etc/nginx/conf.d). Connections are kept open towards the server, one address may ask so often and no more, and what
 * only the shop's own people should see stays inside.
 *
 * @param flags the port, limits and times that the server itself is given
 */
export function nginxConfig(flags: ServeFlags): string {
  const { port, host, bodyLimit, deadline, requestTimeout, requestsPerMinute = 600 } = flags;
  if (port === 0) throw new UsageError("--print-nginx needs the port that the server will have: --port N");
  const seconds = (milliseconds: number): string => `${Math.ceil(milliseconds / 1000)}s`;
  const upstream = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return `# Made by: cartwright serve --print-nginx. Start the server with --behind-proxy.
upstream cartwright {
    server ${upstream};
    keepalive 64;
}

limit_req_zone $binary_remote_addr zone=cartwright:10m rate=${requestsPerMinute}r/m;
limit_req_status 429;

server {
    listen 127.0.0.1:8000;
    server_name _;
    server_tokens off;

    client_max_body_size ${bodyLimit};
    client_header_timeout ${seconds(requestTimeout)};
    client_body_timeout ${seconds(requestTimeout)};
    large_client_header_buffers 4 8k;

    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Request-Id $request_id;
    proxy_connect_timeout 2s;
    proxy_read_timeout ${seconds(deadline + 5000)};

    # Figures and switches are for people inside.
    location = /metrics { allow 127.0.0.1; deny all; proxy_pass http://cartwright; }
    location /admin/ { allow 127.0.0.1; deny all; proxy_pass http://cartwright; }
    location = /health { proxy_pass http://cartwright; }
    location = /ready { proxy_pass http://cartwright; }

    location / {
        limit_req zone=cartwright burst=100 nodelay;
        proxy_pass http://cartwright;
    }
}
`;
}
