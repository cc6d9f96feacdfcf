using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Sessions.Messages;

/// <summary>Takes the messages of a server, one after another of each stream. Must not block.</summary>
internal interface IMessageSink
{
    /// <summary>Takes a message. False: it is JSON, but nothing of JSON-RPC.</summary>
    bool Receive(JsonObject message);
}
