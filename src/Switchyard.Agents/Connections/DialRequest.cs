using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Agents.Connections;

/// <summary>What a node sends to an agent first. The chat and its ancestors go along, so that the agent can tell whose steps they are.</summary>
internal sealed record DialRequest(Guid AgentId, Guid BootId, string Nonce, long At, Guid? Chat, IReadOnlyList<Guid> Ancestors, string Proof);

/// <summary>What the agent answers.</summary>
internal sealed record DialAnswerBody(Guid AgentId, Guid BootId, string? Version, string? Session, string? Proof);

/// <summary>JSON of dials.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DialRequest))]
[JsonSerializable(typeof(DialAnswerBody))]
internal sealed partial class DialJson : JsonSerializerContext;
