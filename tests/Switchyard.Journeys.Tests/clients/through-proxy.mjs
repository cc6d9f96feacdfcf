// Leads fetch, and with it the clients, through HTTPS_PROXY: node --import ./through-proxy.mjs openai.mjs … (Node.js 20 does not read the variable itself).
import { EnvHttpProxyAgent, setGlobalDispatcher } from 'undici';

setGlobalDispatcher(new EnvHttpProxyAgent());
