// What a QR code or a link says: `https://<server>/in-app/process/init?action=…&pid=…`.

const PATH = "/in-app/process/init";
const ACTIONS = ["authentication", "enrolment"];
const LONGEST = 2048;
// What any of our servers makes is base64url; it is bounded here so that nothing else is carried along.
const PID = /^[A-Za-z0-9_-]{1,512}$/;

/** `{server, action, pid}`, or nothing where this is no link of ours. The server is an origin. */
export function read(text) {
  const trimmed = String(text).trim();
  if (trimmed.length > LONGEST || !URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  if (!isSafe(url) || url.username || url.password || url.pathname !== PATH) return undefined;
  const [action, pid] = ["action", "pid"].map((name) => only(url.searchParams.getAll(name)));
  if (!ACTIONS.includes(action) || !pid) return undefined;
  const plain = pid.replace(/=+$/, ""); // Some writers keep the padding.
  return PID.test(plain) ? { server: url.origin, action, pid: plain } : undefined;
}

/** Encrypted, or this very machine. */
function isSafe({ protocol, hostname }) {
  return protocol === "https:" || (protocol === "http:" && isThisMachine(hostname));
}

const isThisMachine = (hostname) =>
  ["localhost", "127.0.0.1", "[::1]"].includes(hostname) || hostname.endsWith(".localhost");

const only = (values) => (values.length === 1 ? values[0] : undefined);

/** The host of a server, as people read it. */
export const hostOf = (server) => new URL(server).host;
