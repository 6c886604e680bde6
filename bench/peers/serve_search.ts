import { queries, searchSample } from "../frame/serve-inputs";
import { reportPeer, startConstant, timeRequests } from "../frame/serve-work";

async function main(): Promise<void> {
  const [inputs = "", , answer = ""] = process.argv.slice(2);
  const server = startConstant(await searchSample(inputs));
  const { seconds } = await timeRequests({ server, path: "/search", bodies: queries(inputs), answer });
  reportPeer(seconds);
}

void main();
