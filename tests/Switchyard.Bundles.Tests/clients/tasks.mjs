// The official client with tasks (MCP 2025-11-25): calls a tool as a task and says line by line what it is told; then begins another task, lists both and cancels it.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";

const [url, key, tool] = process.argv.slice(2);
const client = new Client({ name: "tasks", version: "1" }, { capabilities: { tasks: { requests: {} } } });
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { Authorization: `Bearer ${key}` } } }));
await client.listTools();
const say = (what) => console.log(JSON.stringify(what));
say({ capabilities: client.getServerCapabilities().tasks });

let other;
for await (const message of client.experimental.tasks.callToolStream({ name: tool, arguments: {} }, CallToolResultSchema)) {
  say({ type: message.type, status: message.task?.status, text: message.result?.content?.[0]?.text, error: message.error?.message });
}

for await (const message of client.experimental.tasks.callToolStream({ name: tool, arguments: {} }, CallToolResultSchema, { task: { ttl: 60_000 } })) {
  if (message.type === "taskCreated") {
    other = message.task.taskId;
    const listed = await client.experimental.tasks.listTasks();
    say({ listed: listed.tasks.map((task) => task.status), ttl: message.task.ttl });
    say({ cancelled: (await client.experimental.tasks.cancelTask(other)).status });
    break;
  }
}

await client.close();
