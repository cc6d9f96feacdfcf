using System.Text.Json;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Secrets;

namespace Switchyard.Agents.Turns;

/// <summary>Seals what is said in chats, and opens it.</summary>
internal sealed class MessageSealer(SecretSealer sealer)
{
    /// <summary>The content sealed for the message of this id.</summary>
    public byte[] Seal(Guid messageId, MessageContent content) => sealer.Seal(
        SealedColumns.ChatMessages.Table, SealedColumns.ChatMessages.Column, messageId, JsonSerializer.SerializeToUtf8Bytes(content, MessageJson.Default.MessageContent));

    /// <summary>The content of a row. One that no key opens says so instead of what was said.</summary>
    public MessageContent Open(ChatMessageRow row)
    {
        if (!sealer.TryOpenBytes(SealedColumns.ChatMessages.Table, SealedColumns.ChatMessages.Column, row.Id, row.Sealed, out var bytes))
        {
            return new MessageContent { Text = "(This message can not be opened: the key that sealed it is not there.)" };
        }

        return JsonSerializer.Deserialize(bytes, MessageJson.Default.MessageContent) ?? new MessageContent();
    }
}
