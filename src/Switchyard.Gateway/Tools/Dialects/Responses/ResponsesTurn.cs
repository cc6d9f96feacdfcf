using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Streaming;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;

namespace Switchyard.Gateway.Tools.Dialects.Responses;

/// <summary>One turn of Responses: its events, or its document.</summary>
/// <param name="conversation">The loop it is of.</param>
/// <param name="isClosing">Whether the loop ends with it, whatever the model does.</param>
internal sealed class ResponsesTurn(ResponsesConversation conversation, bool isClosing) : IToolTurn
{
    private readonly SortedDictionary<long, ResponsesItem> _done = [];
    private readonly Dictionary<long, int> _places = [];
    private readonly ArrayBufferWriter<byte> _ending = new();
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
    public int HeldBytes { get; private set; }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Ending => _ending.WrittenMemory;

    /// <summary>Output items in the order of the model, as they go into the next input.</summary>
    public IReadOnlyList<byte[]> Items { get; private set; } = [];

    /// <summary>Those of them that the client gets.</summary>
    public IReadOnlyList<byte[]> Visible { get; private set; } = [];

    /// <summary>The whole document of a blocking answer.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Usage as it was reported; empty for none.</summary>
    public ReadOnlySpan<byte> Usage => _usage;

    /// <inheritdoc />
    public void OnEvent(in SseFrame frame, bool isShown, IBufferWriter<byte> output)
    {
        if (frame.Data.SequenceEqual("[DONE]"u8))
        {
            if (End != TurnEnd.Calls)
            {
                Target(output).Write(frame.Raw);
            }

            return;
        }

        try
        {
            var root = JsonMember.Of(frame.Data);
            var patch = new JsonPatch();
            if (OnEvent(frame.Data, root, root.TextOf(frame.Data, "type"), patch))
            {
                Number(frame.Data, root, patch);
                EditedEvent.Write(frame, patch, Target(output));
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
        try
        {
            var root = JsonMember.Of(json.Span);
            if (root.ValueOf("output") is not { } output || json.Span[output.Start.Value] != (byte)'[')
            {
                End = TurnEnd.Final;
                return;
            }

            Name(json.Span, root);
            TakeOutput(json.Span, output);
            Finish(json.Span, root);
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
        for (var i = 0; i < Items.Count; i++)
        {
            if (new ResponsesItem(Items[i], conversation.Names) is { IsInjected: true } item && item.CallId == call.Id)
            {
                return Items[i];
            }
        }

        throw new ArgumentException("The call is not of this turn.", nameof(call));
    }

    // The last turn of several ends when its id is on record; a turn of both kinds of calls when those of ours were run.
    private IBufferWriter<byte> Target(IBufferWriter<byte> output) => End == TurnEnd.Mixed || (End == TurnEnd.Final && Id != conversation.Id) ? _ending : output;

    // True when the client gets it, edited by the patch.
    private bool OnEvent(ReadOnlySpan<byte> json, List<JsonMember> root, string? type, JsonPatch patch)
    {
        if (root.ValueOf("response") is { } place && json[place.Start.Value] == (byte)'{')
        {
            return OnResponse(json, JsonMember.Of(json, place), type, patch);
        }

        if (root.NumberOf(json, "output_index") is not { } index)
        {
            return true;
        }

        if (root.ValueOf("item") is { } item && json[item.Start.Value] == (byte)'{')
        {
            var known = new ResponsesItem(json[item].ToArray(), conversation.Names);
            if (!_places.ContainsKey(index))
            {
                _places[index] = known.IsInjected ? -1 : conversation.NextItem();
            }

            if (type == "response.output_item.done")
            {
                _done[index] = known;
                HeldBytes += known.Json.Length;
            }
        }

        if (!_places.TryGetValue(index, out var own))
        {
            own = conversation.NextItem();
            _places[index] = own;
        }

        if (own != index && own >= 0)
        {
            patch.Replace(root.ValueOf("output_index")!.Value, Digits(own));
        }

        return own >= 0;
    }

    private bool OnResponse(ReadOnlySpan<byte> json, List<JsonMember> response, string? type, JsonPatch patch)
    {
        Name(json, response);
        var isEnd = type is "response.completed" or "response.incomplete" or "response.failed";
        if (!isEnd)
        {
            // Created, queued, in progress: the client has heard of that in the first turn.
            return conversation.IsFirst;
        }

        if (_done.Count == 0 && response.ValueOf("output") is { } told)
        {
            TakeOutput(json, told);
        }

        Finish(json, response);
        if (End == TurnEnd.Calls)
        {
            return false;
        }

        Describe(json, response, patch);
        return true;
    }

    /// <summary>Makes the response object at <paramref name="response"/> that of all turns.</summary>
    public void Describe(ReadOnlySpan<byte> json, List<JsonMember> response, JsonPatch patch)
    {
        if (conversation.IsFirst && Calls.Count == 0)
        {
            return;
        }

        if (response.ValueOf("id") is { } id && conversation.Id is { } known && Id != known)
        {
            patch.Replace(id, JsonText.ToToken(known));
        }

        if (response.ValueOf("usage") is { } usage && conversation.Usage is not null && _usage.Length > 0)
        {
            patch.Replace(usage, conversation.Total(_usage));
        }

        if (response.ValueOf("output") is { } output)
        {
            patch.Replace(output, (byte[])[(byte)'[', .. conversation.Output(Visible), (byte)']']);
        }
    }

    private void Name(ReadOnlySpan<byte> json, List<JsonMember> response)
    {
        Id ??= response.TextOf(json, "id");
        conversation.Named(Id);
    }

    private void TakeOutput(ReadOnlySpan<byte> json, Range output)
    {
        foreach (var item in JsonMember.Elements(json, output))
        {
            if (json[item.Start.Value] == (byte)'{')
            {
                _done[_done.Count] = new ResponsesItem(json[item].ToArray(), conversation.Names);
            }
        }
    }

    private void Finish(ReadOnlySpan<byte> json, List<JsonMember> response)
    {
        _usage = response.ValueOf("usage") is { } usage && json[usage.Start.Value] == (byte)'{' ? json[usage].ToArray() : [];
        var ids = new CallIds();
        var (items, visible, calls, clients) = (new List<byte[]>(), new List<byte[]>(), new List<ModelCall>(), new List<string>());
        foreach (var item in _done.Values)
        {
            if (!item.IsInjected)
            {
                items.Add(item.Json);
                visible.Add(item.Json);
                if (item.IsCall)
                {
                    ids.Take(item.CallId, out _);
                    clients.Add(item.CallId);
                }

                continue;
            }

            var own = ids.Take(item.CallId, out var isRepeated);
            items.Add(own == item.CallId ? item.Json : item.WithCallId(own));
            calls.Add(new ModelCall(own, item.Name, item.Arguments, clients.Count, isRepeated));
        }

        (Items, Visible, Calls, ClientCalls) = (items, visible, calls, clients);
        var isWhole = response.TextOf(json, "status") is null or "completed";
        End = calls.Count == 0 || isClosing || !isWhole ? TurnEnd.Final : clients.Count == 0 ? TurnEnd.Calls : TurnEnd.Mixed;
    }

    private void Number(ReadOnlySpan<byte> json, List<JsonMember> root, JsonPatch patch)
    {
        if (root.ValueOf("sequence_number") is not { } place)
        {
            return;
        }

        var own = conversation.NextEvent(conversation.IsFirst ? root.NumberOf(json, "sequence_number") : null);
        if (root.NumberOf(json, "sequence_number") != own)
        {
            patch.Replace(place, Digits(own));
        }
    }

    private static byte[] Digits(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
