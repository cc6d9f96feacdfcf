// Portkey 1.15.2 appends headers to the response that fetch gave it, which Node refuses when the answer is a stream ("TypeError: immutable").
// Copying the response makes its headers writable; the body stays the same stream. Loaded by the stream suite only: node --import.
const original = globalThis.fetch;
globalThis.fetch = async (...request) => {
  const response = await original(...request);
  return new Response(response.body, { status: response.status, headers: response.headers });
};
