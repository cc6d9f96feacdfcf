using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Nodes = System.Text.Json.Nodes;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Streaming;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;

namespace Switchyard.Gateway.Tools.Dialects.Messages;

/// <summary>One turn of Messages: its events, or its document.</summary>
/// <param name="conversation">The loop it is of.</param>
/// <param name="isClosing">Whether the loop ends with it, whatever the model does.</param>
internal sealed class MessagesTurn(MessagesConversation conversation, bool isClosing) : IToolTurn
{
    private readonly List<MessagesBlock> _blocks = [];
    private readonly ArrayBufferWriter<byte> _ending = new();
    private Nodes.JsonObject? _usage;

    /// <inheritdoc />
    public TurnEnd End { get; private set; }

    /// <inheritdoc />
    public bool IsReadable { get; private set; }

    /// <inheritdoc />
    public IReadOnlyList<ModelCall> Calls { get; private set; } = [];

    /// <inheritdoc />
    public IReadOnlyList<string> ClientCalls { get; private set; } = [];

    /// <inheritdoc />
    public string? Id { get; private set; }

    /// <inheritdoc />
    public int HeldBytes => _blocks.Sum(static block => block.Bytes);

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Ending => _ending.WrittenMemory;

    /// <summary>What the model said: elements of <c>content</c>, separated by commas.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <summary>What of it the client gets.</summary>
    public ReadOnlyMemory<byte> Visible { get; private set; }

    /// <summary>The whole document of a blocking answer.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Usage as it was reported; empty for none.</summary>
    public byte[] Usage => _usage is null ? [] : Encoding.UTF8.GetBytes(_usage.ToJsonString());

    /// <inheritdoc />
    public void OnEvent(in SseFrame frame, bool isShown, IBufferWriter<byte> output)
    {
        try
        {
            var root = JsonMember.Of(frame.Data);
            var patch = new JsonPatch();
            if (OnEvent(frame.Data, root, root.TextOf(frame.Data, "type"), patch))
            {
                EditedEvent.Write(frame, patch, End == TurnEnd.Mixed ? _ending : output);
            }
        }
        catch (JsonException)
        {
            output.Write(frame.Raw);
        }
    }

    /// <inheritdoc />
    public void OnDocument(ReadOnlyMemory<byte> json)
    {
        Body = json;
        var span = json.Span;
        try
        {
            var root = JsonMember.Of(span);
            if (root.TextOf(span, "type") != "message" || root.ValueOf("content") is not { } content)
            {
                End = TurnEnd.Final;
                return;
            }

            Id = root.TextOf(span, "id");
            conversation.Named(Id);
            Overlay(root, span);
            foreach (var element in JsonMember.Elements(span, content))
            {
                var block = Begin(_blocks.Count, span[element]);
                block.Finish();
            }

            Finish(root.TextOf(span, "stop_reason"));
            IsReadable = true;
        }
        catch (JsonException)
        {
            End = TurnEnd.Final;
        }
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> JsonOf(ModelCall call)
    {
        var output = new ArrayBufferWriter<byte>();
        _blocks.First(block => block.IsInjected && block.Pieces.PlainOf("id") == call.Id).Pieces.WriteTo(output);
        return output.WrittenMemory;
    }

    // True when the client gets it, edited by the patch.
    private bool OnEvent(ReadOnlySpan<byte> json, List<JsonMember> root, string? type, JsonPatch patch)
    {
        switch (type)
        {
            case "message_start":
                OnStart(json, root);
                return conversation.IsFirst;
            case "content_block_start" when root.NumberOf(json, "index") is { } index && root.ValueOf("content_block") is { } block:
                return IsSeen(Begin(index, json[block]), json, root, patch);
            case "content_block_delta" when Find(json, root) is { } block:
                if (root.ValueOf("delta") is { } delta)
                {
                    block.Take(json[delta]);
                }

                return IsSeen(block, json, root, patch);
            case "content_block_stop" when Find(json, root) is { } block:
                block.Finish();
                return IsSeen(block, json, root, patch);
            case "message_delta":
                OnDelta(json, root, patch);
                return End != TurnEnd.Calls;
            case "message_stop":
                if (End == TurnEnd.Open)
                {
                    Finish(null);
                }

                return End != TurnEnd.Calls;
            default:
                // An event that nobody knows yet may be about a block.
                return Find(json, root) is not { } known || IsSeen(known, json, root, patch);
        }
    }

    private void OnStart(ReadOnlySpan<byte> json, List<JsonMember> root)
    {
        if (root.ValueOf("message") is not { } place)
        {
            return;
        }

        var message = JsonMember.Of(json, place);
        Id = message.TextOf(json, "id");
        conversation.Named(Id);
        Overlay(message, json);
    }

    private void OnDelta(ReadOnlySpan<byte> json, List<JsonMember> root, JsonPatch patch)
    {
        Overlay(root, json);
        var delta = root.ValueOf("delta") is { } place ? JsonMember.Of(json, place) : [];
        var reason = delta.TextOf(json, "stop_reason");
        if (reason is not null)
        {
            Finish(reason);
        }

        if (conversation.Usage is not null && End != TurnEnd.Calls && Usage is { Length: > 0 } usage)
        {
            var total = conversation.Total(usage);
            if (root.ValueOf("usage") is { } told)
            {
                patch.Replace(told, total);
            }
            else
            {
                patch.Add(json.IndexOf((byte)'{')..json.Length, root, [.. "\"usage\":"u8, .. total]);
            }
        }

        if (IsCutShort && reason == "tool_use")
        {
            patch.Replace(delta.ValueOf("stop_reason")!.Value, "\"end_turn\""u8.ToArray());
        }
    }

    /// <summary>Whether the loop ended although the model called on, so that nothing of its calls is left.</summary>
    public bool IsCutShort => isClosing && Calls.Count > 0 && ClientCalls.Count == 0;

    private MessagesBlock Begin(long index, ReadOnlySpan<byte> json)
    {
        var members = JsonMember.Of(json);
        var isInjected = members.TextOf(json, "type") == "tool_use" && conversation.Names.IsInjected(members.TextOf(json, "name") ?? "");
        var block = new MessagesBlock(index, isInjected ? -1 : conversation.NextBlock());
        block.Pieces.Append(json);
        _blocks.Add(block);
        return block;
    }

    private MessagesBlock? Find(ReadOnlySpan<byte> json, List<JsonMember> root) =>
        root.NumberOf(json, "index") is { } index ? _blocks.FindLast(block => block.Index == index) : null;

    private static bool IsSeen(MessagesBlock block, ReadOnlySpan<byte> json, List<JsonMember> root, JsonPatch patch)
    {
        if (block.ClientIndex != block.Index)
        {
            patch.Replace(root.ValueOf("index")!.Value, Encoding.ASCII.GetBytes(block.ClientIndex.ToString(CultureInfo.InvariantCulture)));
        }

        return !block.IsInjected;
    }

    // A message tells its usage at its start and, of what has changed, again at its end.
    private void Overlay(List<JsonMember> members, ReadOnlySpan<byte> json)
    {
        if (members.ValueOf("usage") is not { } place || JsonSum.Read(json[place]) is not Nodes.JsonObject usage)
        {
            return;
        }

        _usage ??= [];
        foreach (var (name, value) in usage)
        {
            _usage[name] = value?.DeepClone();
        }
    }

    private void Finish(string? reason)
    {
        var ids = new CallIds();
        var (calls, clients) = (new List<ModelCall>(), new List<string>());
        foreach (var block in _blocks.Where(static block => block.Pieces.TextOf("type") == "tool_use"))
        {
            var id = block.Pieces.TextOf("id") ?? "";
            if (!block.IsInjected)
            {
                ids.Take(id, out _);
                clients.Add(id);
                continue;
            }

            var own = ids.Take(id, out var isRepeated);
            block.Pieces.Set("id", JsonText.ToToken(own));
            calls.Add(new ModelCall(own, block.Pieces.TextOf("name")!, InputOf(block), clients.Count, isRepeated));
        }

        (Calls, ClientCalls) = (calls, clients);

        // A message that was cut off, refused or paused has calls that are not whole, or not meant yet.
        End = calls.Count == 0 || isClosing || reason is "max_tokens" or "refusal" or "pause_turn" or "model_context_window_exceeded" ? TurnEnd.Final
            : clients.Count == 0 ? TurnEnd.Calls
            : TurnEnd.Mixed;
        Content = Joined(static _ => true);
        Visible = Joined(static block => !block.IsInjected);
    }

    private static byte[] InputOf(MessagesBlock block)
    {
        if (block.Input is { Length: > 0 } streamed)
        {
            return streamed;
        }

        var input = new ArrayBufferWriter<byte>();
        block.Pieces.ObjectOf("input")?.WriteTo(input);
        return input.WrittenSpan.ToArray();
    }

    private byte[] Joined(Func<MessagesBlock, bool> which)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var block in _blocks.Where(which))
        {
            output.Write(output.WrittenCount == 0 ? default : ","u8);
            block.Pieces.WriteTo(output);
        }

        return output.WrittenSpan.ToArray();
    }
}
