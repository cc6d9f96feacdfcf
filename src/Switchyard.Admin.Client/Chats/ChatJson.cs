using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Chats;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Page<Chat>))]
[JsonSerializable(typeof(Page<ChatMessage>))]
[JsonSerializable(typeof(NewChat))]
internal sealed partial class ChatJson : JsonSerializerContext;
