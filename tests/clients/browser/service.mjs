// A service to look at: the built program over the reference data, in a directory of its own, on a port of its own.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DAY = "2018-02-01";

/** Starts one; gives its `origin`, its one-time sign-in `link`, a `token(role)` made before, and `stop()`. */
export async function start(program, roles, flags = []) {
  const directory = mkdtempSync(join(tmpdir(), "demarche-"));
  const data = join(directory, "data");
  const environment = { ...process.env, NO_COLOR: "1" };
  const serve = () => spawn(program, ["serve", "--demo", "--today", DAY, "--data", data, "--listen", "127.0.0.1:0", ...flags], { env: environment });
  // Once for the reference data: the first token is made while nothing is served.
  await up(serve(), true);
  const tokens = Object.fromEntries(roles.map((role) =>
    [role, execFileSync(program, ["token", "create", "--role", role, "--name", "Test", "--data", data], { encoding: "utf8", env: environment, stdio: ["ignore", "pipe", "ignore"] }).trim()]));
  const served = serve();
  const { origin, link } = await up(served, false);
  return {
    day: DAY, origin, link,
    token: (role) => tokens[role],
    stop: async () => {
      await end(served);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Waits until it says where it is; and until it has ended, if it is to. */
function up(child, ends) {
  return new Promise((resolve, reject) => {
    let [said, shown] = ["", ""];
    // They come by two pipes, in either order.
    const look = () => {
      const origin = /GraphQL is at (https?:\/\/[^/\s]+)\/graphql/.exec(said)?.[1];
      const link = /https?:\/\/\S+\/sign-in\/\S+(?=\s)/.exec(shown)?.[0];
      if (!origin || !link) return;
      [child.stdout, child.stderr].forEach((it) => it.removeAllListeners("data").resume());
      if (ends) end(child).then(resolve);
      else resolve({ origin, link });
    };
    child.stdout.on("data", (bytes) => { shown += bytes; look(); });
    child.stderr.on("data", (bytes) => { said += bytes; look(); });
    child.once("exit", (code) => reject(new Error(`the service ended with ${code}: ${said}`)));
    child.once("error", reject);
  });
}

function end(child) {
  return new Promise((resolve) => {
    child.removeAllListeners("exit");
    child.once("exit", resolve);
    child.kill("SIGTERM");
  });
}
