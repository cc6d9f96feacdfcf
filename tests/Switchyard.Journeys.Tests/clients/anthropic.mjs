// Drives the official Anthropic client: node anthropic.mjs BASE_URL KEY MODEL. Prints one JSON object with what it got, or with the error the client threw.
import Anthropic from '@anthropic-ai/sdk';

const [baseURL, apiKey, model] = process.argv.slice(2);
const client = new Anthropic({ baseURL, apiKey, maxRetries: 0 });
const seen = {};

const step = async (name, work) => {
  try { seen[name] = await work(); } catch (error) { seen[name] = { error: error.constructor.name, status: error.status, message: error.message }; }
};

const request = { model, max_tokens: 64, messages: [{ role: 'user', content: 'Hello' }] };

await step('message', async () => {
  const answer = await client.messages.create(request);
  return { text: answer.content.map(block => block.text ?? '').join(''), usage: answer.usage, stop: answer.stop_reason };
});

await step('messageStream', async () => {
  let text = '';
  const types = [];
  const stream = client.messages.stream(request);
  for await (const event of stream) {
    types.push(event.type);
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') { text += event.delta.text; }
  }
  const final = await stream.finalMessage();
  return { text, first: types[0], last: types.at(-1), usage: final.usage, stop: final.stop_reason };
});

await step('countTokens', async () => client.messages.countTokens({ model, messages: request.messages }));

await step('models', async () => {
  const ids = [];
  for await (const entry of client.models.list()) { ids.push(entry.id); }
  return { ids };
});

console.log(JSON.stringify(seen));
