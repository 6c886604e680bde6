import { distinctUsers, recommendSample } from "../frame/serve-inputs";
import { reportPeer, startConstant, timeRequests } from "../frame/serve-work";

async function main(): Promise<void> {
  const [inputs = "", , answer = ""] = process.argv.slice(2);
  const server = startConstant(await recommendSample(inputs));
  const { seconds } = await timeRequests({ server, path: "/recommend", bodies: distinctUsers(), answer });
  reportPeer(seconds);
}

void main();
