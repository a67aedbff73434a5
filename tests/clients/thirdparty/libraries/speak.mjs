// Speaking with programs that answer line for line, many lines at once; and keys of our own making.
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What `command` answers each of `lines` with, all in JSON, in their order. */
export async function askAll(command, args, lines) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  const answers = [];
  createInterface({ input: child.stdout }).on("line", (line) => answers.push(JSON.parse(line)));
  // Whoever has ended reads no more, and is told about below.
  child.stdin.on("error", () => {});
  for (const line of lines) child.stdin.write(`${JSON.stringify(line)}\n`);
  child.stdin.end();
  const code = await ended;
  if (code !== 0 || answers.length !== lines.length) {
    throw new Error(`${command} ${args.join(" ")}: ${answers.length} answers to ${lines.length} lines, then ${code}`);
  }
  return answers;
}

/** A private key, as `countersign jose generate` makes it. */
export function generate(program, args) {
  return JSON.parse(execFileSync(program, ["jose", "generate", ...args], { encoding: "utf8" }));
}
