/**
 * Whether an environment variable is called as secrets are, in any case: its name holds TOKEN, SECRET, PASSWORD, PASSWD,
 * PASSPHRASE, API_KEY, APIKEY, PRIVATE_KEY or CREDENTIAL, or ends in _PASS; or it ends in _KEY and its value is at least 16
 * characters long.
 */
export function isSecretName(name: string, value: string): boolean {
  return SECRET_NAME.test(name) || (KEY_NAME.test(name) && value.length >= LONG_VALUE);
}

const SECRET_NAME =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|PRIVATE_KEY|CREDENTIAL|_PASS$/i;
const KEY_NAME = /_KEY$/i;
// A short one names a key, as CACHE_KEY=linux does.
const LONG_VALUE = 16;
