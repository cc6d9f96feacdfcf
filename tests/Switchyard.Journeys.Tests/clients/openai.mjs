// Drives the official OpenAI client: node openai.mjs BASE_URL KEY MODEL. Prints one JSON object with what it got, or with the error the client threw.
import OpenAI from 'openai';

const [baseURL, apiKey, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const seen = {};

const step = async (name, work) => {
  try { seen[name] = await work(); } catch (error) { seen[name] = { error: error.constructor.name, status: error.status, code: error.code, message: error.message }; }
};

await step('chat', async () => {
  const answer = await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hello' }] });
  return { text: answer.choices[0].message.content, usage: answer.usage };
});

await step('chatStream', async () => {
  let text = '', usage = null, chunks = 0, finish = null;
  for await (const chunk of await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hello' }], stream: true, stream_options: { include_usage: true } })) {
    chunks++;
    text += chunk.choices[0]?.delta?.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
    usage = chunk.usage ?? usage;
  }
  return { text, usage, chunks, finish };
});

await step('chatStreamWithoutUsage', async () => {
  let text = '', usageChunks = 0;
  for await (const chunk of await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hello' }], stream: true })) {
    text += chunk.choices[0]?.delta?.content ?? '';
    if (chunk.choices.length === 0 || chunk.usage) { usageChunks++; }
  }
  return { text, usageChunks };
});

await step('responses', async () => {
  const answer = await client.responses.create({ model, input: 'Hello' });
  return { text: answer.output_text, usage: answer.usage };
});

await step('responsesStream', async () => {
  let text = '', last = null;
  for await (const event of await client.responses.create({ model, input: 'Hello', stream: true })) {
    if (event.type === 'response.output_text.delta') { text += event.delta; }
    last = event;
  }
  return { text, lastType: last?.type, usage: last?.response?.usage };
});

await step('models', async () => {
  const ids = [];
  for await (const entry of client.models.list()) { ids.push(entry.id); }
  return { ids };
});

console.log(JSON.stringify(seen));
