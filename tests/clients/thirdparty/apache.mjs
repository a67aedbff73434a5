// A web server of Debian's, protected by its mod_auth_openidc, with a folder of its own for all it keeps.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = "/usr/sbin/apache2";
const MODULES = "/usr/lib/apache2/modules";
const READY_WITHIN = 60_000;
const GONE_WITHIN = 10_000;

/** The addresses of such a server, before it is there: a client is registered with them first. */
export async function addresses() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  const home = `http://localhost:${port}`;
  return {
    port,
    home: `${home}/protected/page`,
    goodbye: `${home}/goodbye`,
    redirectUri: `${home}/protected/redirect_uri`,
  };
}

/**
 * Starts it as this client of the provider; `directives` add to what the module is told, `files` to what lies in its
 * folder, which is where it looks for names without a path. Gives `stop`.
 */
export async function startApache(world, client, { port, home, redirectUri }, directives = [], files = {}) {
  const folder = await mkdtemp(join(tmpdir(), "apache-"));
  await chmod(folder, 0o755); // Its workers are somebody else where it is started by root.
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await writeFile(join(folder, "apache.conf"), configuration(world, client, { port, redirectUri, folder, directives }));
  await writeFile(join(folder, "goodbye"), "goodbye");
  const child = spawn(PROGRAM, ["-d", folder, "-f", join(folder, "apache.conf"), "-DFOREGROUND"], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const ended = once(child, "close");
  const stop = async () => {
    child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), GONE_WITHIN);
    await ended;
    clearTimeout(patience);
    await rm(folder, { recursive: true, force: true });
  };
  const late = Date.now() + READY_WITHIN;
  while (!(await fetch(new URL("/goodbye", home)).then(({ ok }) => ok, () => false))) {
    if (child.exitCode !== null || Date.now() > late) {
      const log = await readFile(join(folder, "log"), "utf8").catch(() => "");
      await stop();
      throw new Error(`apache2 does not serve: ${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { stop };
}

function configuration(world, client, { port, redirectUri, folder, directives }) {
  const modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc", "mime", "dir", "alias"];
  return `
Listen 127.0.0.1:${port}
ServerName localhost:${port}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
Mutex file:${folder} default
ErrorLog ${folder}/log
LogLevel warn
TypesConfig /dev/null
${process.getuid() === 0 ? "User nobody\nGroup nogroup" : ""}
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join("\n")}
DocumentRoot ${folder}
Alias /protected/page ${folder}/goodbye

OIDCProviderMetadataURL ${world.issuer}/.well-known/openid-configuration
OIDCClientID ${client.client_id}
OIDCClientSecret ${client.client_secret}
OIDCProviderTokenEndpointAuth ${client.token_endpoint_auth_method}
OIDCIDTokenSignedResponseAlg ${client.id_token_signed_response_alg}
OIDCRedirectURI ${redirectUri}
OIDCScope "${client.scope}"
OIDCPKCEMethod S256
OIDCCryptoPassphrase something-of-this-test-alone
OIDCHTTPTimeoutLong 30
OIDCHTTPTimeoutShort 30
OIDCInfoHook iat access_token access_token_expires id_token userinfo refresh_token session
${directives.join("\n")}
<Location /protected>
  AuthType openid-connect
  Require valid-user
</Location>
`;
}
