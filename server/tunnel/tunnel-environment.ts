// What `cloudflared` is told of this process's environment: how to run, how to get out, and its own settings. Everything else may hold a secret
// that is none of its business.

const NEEDED = new Set([
  'PATH',
  // where it looks for its settings and certificates
  'HOME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  // Windows starts no program and opens no socket without
  'SYSTEMROOT',
  'WINDIR',
  'TMPDIR',
  'TEMP',
  'TMP',
  // what Go's programs go by on their way out
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]);

/** Names count whatever their case: `http_proxy` is common, and Windows has `Path`. */
export function tunnelEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isFit = (name: string) => NEEDED.has(name) || name.startsWith('TUNNEL_');
  return Object.fromEntries(Object.entries(env).filter(([name]) => isFit(name.toUpperCase())));
}
