using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Streaming;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;

namespace Switchyard.Gateway.Tools.Dialects.Completions;

/// <summary>One turn of Chat Completions: its chunks, or its document.</summary>
/// <param name="conversation">The loop it is of.</param>
/// <param name="isClosing">Whether the loop ends with it, whatever the model does.</param>
internal sealed class ChatTurn(ChatConversation conversation, bool isClosing) : IToolTurn
{
    private static readonly byte[] Null = "null"u8.ToArray();

    private readonly List<ChatCall> _calls = [];
    private readonly ArrayBufferWriter<byte> _ending = new();
    private readonly JsonPieces _message = new("role");
    private byte[] _usage = [];

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
    public int HeldBytes => _message.Bytes + _calls.Sum(static call => call.Pieces.Bytes);

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Ending => _ending.WrittenMemory;

    /// <summary>What the model said, as a message of the conversation.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>The whole document of a blocking answer.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Usage as it was reported; empty for none.</summary>
    public ReadOnlySpan<byte> Usage => _usage;

    /// <inheritdoc />
    public void OnEvent(in SseFrame frame, bool isShown, IBufferWriter<byte> output)
    {
        if (frame.Data.SequenceEqual("[DONE]"u8))
        {
            if (End == TurnEnd.Open)
            {
                Finish(null, []);
            }

            if (End != TurnEnd.Calls)
            {
                Target(output).Write(frame.Raw);
            }

            return;
        }

        try
        {
            OnChunk(frame, isShown, output);
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
        var document = ChatDocument.Read(json.Span, conversation.Names);
        if (document is null)
        {
            End = TurnEnd.Final;
            return;
        }

        Id = document.Id;
        conversation.Named(Id);
        _usage = document.Usage;
        (Calls, ClientCalls, Message) = (document.Calls, document.ClientCalls, document.Message);
        End = EndOf(document.FinishReason);
        IsReadable = true;
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> JsonOf(ModelCall call)
    {
        var message = Message.Span;
        foreach (var entry in JsonMember.Elements(message, JsonMember.Of(message).ValueOf("tool_calls")!.Value))
        {
            if (JsonMember.Of(message, entry).TextOf(message, "id") == call.Id)
            {
                return Message[entry];
            }
        }

        throw new ArgumentException("The call is not of this turn.", nameof(call));
    }

    // After the end of a turn of both kinds nothing more is sent until the calls were run.
    private IBufferWriter<byte> Target(IBufferWriter<byte> output) => End == TurnEnd.Mixed ? _ending : output;

    private void OnChunk(in SseFrame frame, bool isShown, IBufferWriter<byte> output)
    {
        var json = frame.Data;
        var root = JsonMember.Of(json);
        if (root.TextOf(json, "id") is { Length: > 0 } id)
        {
            Id ??= id;
            conversation.Named(id);
        }

        var patch = new JsonPatch();
        var hasUsage = root.ValueOf("usage") is { } usage && json[usage.Start.Value] == (byte)'{';
        if (hasUsage)
        {
            _usage = json[root.ValueOf("usage")!.Value].ToArray();
        }

        var choices = root.ValueOf("choices") is { } list ? JsonMember.Elements(json, list) : [];
        if (choices.Count != 1)
        {
            // Usage alone, or something that is about the whole answer.
            var isWanted = hasUsage ? isShown && End is TurnEnd.Final or TurnEnd.Mixed : conversation.IsFirst || root.IndexOf("error") >= 0;
            if (isWanted)
            {
                Describe(patch, json, root, hasUsage);
                EditedEvent.Write(frame, patch, Target(output));
            }

            return;
        }

        if (OnChoice(json, root, JsonMember.Of(json, choices[0]), patch, output))
        {
            Describe(patch, json, root, hasUsage);
            EditedEvent.Write(frame, patch, Target(output));
        }
    }

    // True when anything of the chunk is left for the client.
    private bool OnChoice(ReadOnlySpan<byte> json, List<JsonMember> root, List<JsonMember> choice, JsonPatch patch, IBufferWriter<byte> output)
    {
        var reason = choice.TextOf(json, "finish_reason");
        var hasDelta = choice.ValueOf("delta") is { } delta && json[delta.Start.Value] == (byte)'{';
        List<byte[]> released = [];
        var isWhole = true;
        var says = hasDelta && TakeDelta(json, choice.ValueOf("delta")!.Value, released, patch, out isWhole);
        if (reason is null)
        {
            // In the first turn the client gets what says nothing, too: it would get it without tools.
            return says || (isWhole && conversation.IsFirst);
        }

        List<byte[]> held = [];
        Finish(reason, held);
        if (held.Count > 0)
        {
            WriteHeld(json, root, choice, held, output);
        }

        if (End == TurnEnd.Calls)
        {
            patch.Replace(choice.ValueOf("finish_reason")!.Value, Null);
            return says;
        }

        if (isClosing && Calls.Count > 0 && ClientCalls.Count == 0 && reason == "tool_calls")
        {
            patch.Replace(choice.ValueOf("finish_reason")!.Value, "\"stop\""u8.ToArray());
        }

        return true;
    }

    // True when something is said in the delta, or in what is left of it.
    private bool TakeDelta(ReadOnlySpan<byte> json, Range delta, List<byte[]> released, JsonPatch patch, out bool isWhole)
    {
        _message.Append(json[delta], "tool_calls");
        var isEdited = false;
        var says = false;
        var kept = new ArrayBufferWriter<byte>();
        kept.Write("{"u8);
        foreach (var member in JsonMember.Of(json, delta))
        {
            var text = json[member.Start..member.End];
            if (member.Name == "tool_calls" && json[member.Value.Start.Value] == (byte)'[')
            {
                released.AddRange(TakeCalls(json, member.Value));
                byte[] calls = [(byte)'[', .. Joined(released), (byte)']'];
                isEdited |= !json[member.Value].SequenceEqual(calls);
                if (released.Count == 0)
                {
                    continue;
                }

                text = isEdited ? (byte[])[.. "\"tool_calls\":"u8, .. calls] : text;
                says = true;
            }
            else if (member.Name == "role" && !conversation.IsFirst)
            {
                isEdited = true;
                continue;
            }
            else
            {
                says |= !json[member.Value].SequenceEqual("\"\""u8) && !JsonFind.IsNull(json, member.Value);
            }

            kept.Write(kept.WrittenCount == 1 ? default : ","u8);
            kept.Write(text);
        }

        kept.Write("}"u8);
        if (isEdited)
        {
            patch.Replace(delta, kept.WrittenMemory);
        }

        isWhole = !isEdited;
        return says;
    }

    private List<byte[]> TakeCalls(ReadOnlySpan<byte> json, Range calls)
    {
        var released = new List<byte[]>();
        var position = 0L;
        foreach (var entry in JsonMember.Elements(json, calls))
        {
            var members = JsonMember.Of(json, entry);
            var index = members.NumberOf(json, "index") ?? position;
            position++;
            released.AddRange(Find(index, members.TextOf(json, "id")).Take(json[entry], conversation.Names, conversation.NextCall));
        }

        return released;
    }

    // Some servers number all calls alike: another id is another call.
    private ChatCall Find(long index, string? id)
    {
        var known = _calls.FindLast(call => call.Index == index);
        if (known is not null && (string.IsNullOrEmpty(id) || known.Id.Length == 0 || known.Id == id))
        {
            return known;
        }

        var call = new ChatCall(index);
        _calls.Add(call);
        return call;
    }

    private static byte[] Joined(List<byte[]> entries)
    {
        var joined = new ArrayBufferWriter<byte>();
        foreach (var entry in entries)
        {
            joined.Write(joined.WrittenCount == 0 ? default : ","u8);
            joined.Write(entry);
        }

        return joined.WrittenSpan.ToArray();
    }

    private void WriteHeld(ReadOnlySpan<byte> json, List<JsonMember> root, List<JsonMember> choice, List<byte[]> released, IBufferWriter<byte> output)
    {
        var patch = new JsonPatch();
        Describe(patch, json, root, hasUsage: false);
        if (choice.ValueOf("delta") is not { } delta)
        {
            return;
        }

        patch.Replace(delta, (byte[])[.. "{\"tool_calls\":["u8, .. Joined(released), .. "]}"u8]);
        if (choice.ValueOf("finish_reason") is { } reason)
        {
            patch.Replace(reason, Null);
        }

        EditedEvent.WriteData(json, patch, output);
    }

    // All chunks are of one answer for the client, whatever turn they are of.
    private void Describe(JsonPatch patch, ReadOnlySpan<byte> json, List<JsonMember> root, bool hasUsage)
    {
        if (root.ValueOf("id") is { } id && json[id.Start.Value] == (byte)'"' && conversation.Id is { } known && Id != known)
        {
            patch.Replace(id, JsonText.ToToken(known));
        }

        if (hasUsage && conversation.Usage is not null)
        {
            patch.Replace(root.ValueOf("usage")!.Value, conversation.Total(_usage));
        }
    }

    private void Finish(string? reason, List<byte[]> released)
    {
        var ids = new CallIds();
        var (calls, clients) = (new List<ModelCall>(), new List<string>());
        foreach (var call in _calls)
        {
            released.AddRange(call.Finish(conversation.Names, conversation.NextCall));
            var id = call.Id;
            if (call.IsInjected is true)
            {
                id = ids.Take(call.Id, out var isRepeated);
                call.Pieces.Set("id", JsonText.ToToken(id));
                calls.Add(new ModelCall(id, call.Name, call.Arguments, clients.Count, isRepeated));
            }
            else
            {
                ids.Take(id, out _);
                clients.Add(id);
            }
        }

        (Calls, ClientCalls) = (calls, clients);
        End = EndOf(reason);
        var message = new ArrayBufferWriter<byte>();
        ChatMessage.Write(_message, _calls, message);
        Message = message.WrittenMemory;
    }

    // An answer that was cut off by a limit or a filter has calls that are not whole.
    private TurnEnd EndOf(string? reason) =>
        Calls.Count == 0 || isClosing || reason is "length" or "content_filter" ? TurnEnd.Final
        : ClientCalls.Count == 0 ? TurnEnd.Calls
        : TurnEnd.Mixed;
}
