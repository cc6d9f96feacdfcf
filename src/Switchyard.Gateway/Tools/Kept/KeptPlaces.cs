using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Injection;

namespace Switchyard.Gateway.Tools.Kept;

/// <summary>Finds the turns of a client's history that have calls, and puts what was kept back where it was.</summary>
internal sealed class KeptPlaces
{
    private readonly ToolRequest _request;
    private readonly List<Place> _places = [];

    private KeptPlaces(ToolRequest request) => _request = request;

    /// <summary>Ids that something may be kept under: the first call of each turn.</summary>
    public IReadOnlyList<string> Keys => [.. _places.Select(static place => place.Ids[0]).Where(static id => id.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>Looks for them.</summary>
    public static KeptPlaces Of(ToolRequest request)
    {
        var places = new KeptPlaces(request);
        var json = request.Body.Span;
        var turns = request.Members.ValueOf(request.Turns) is { } list ? JsonMember.Elements(json, list) : [];
        if (request.Format == BridgeFormat.Responses)
        {
            places.FindItems(json, turns);
        }
        else
        {
            places.FindMessages(json, turns, request.Format == BridgeFormat.Messages);
        }

        return places;
    }

    /// <summary>The client's body with what <paramref name="find"/> knows put back; the body itself when that is nothing. Each entry is used once.</summary>
    public ReadOnlyMemory<byte> Restore(Func<string, KeptTurn?> find)
    {
        var patch = new JsonPatch();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var place in _places)
        {
            // All of the client's calls or none: a history that was edited is not the one the results are of.
            if (find(place.Ids[0]) is not { } kept || !kept.ClientCalls.SequenceEqual(place.Ids, StringComparer.Ordinal) || !used.Add(place.Ids[0]))
            {
                continue;
            }

            for (var i = 0; i < place.Calls.Count && !place.ResultsOnly; i++)
            {
                Insert(patch, place.Calls[i].Start.Value, kept.CallsAt(i), before: true);
            }

            if (!place.ResultsOnly)
            {
                Insert(patch, place.Calls[^1].End.Value, kept.CallsAt(place.Calls.Count), before: false);
            }

            Insert(patch, place.Results, kept.Results(), place.ResultsBefore);
        }

        return patch.IsEmpty ? _request.Body : patch.Apply(_request.Body.Span);
    }

    private static void Insert(JsonPatch patch, int at, byte[] elements, bool before)
    {
        if (elements.Length > 0)
        {
            patch.Replace(at..at, before ? (byte[])[.. elements, (byte)','] : [(byte)',', .. elements]);
        }
    }

    private void FindMessages(ReadOnlySpan<byte> json, List<Range> turns, bool areBlocks)
    {
        for (var i = 0; i < turns.Count; i++)
        {
            var turn = JsonMember.Of(json, turns[i]);
            if (turn.TextOf(json, "role") != "assistant" || turn.ValueOf(areBlocks ? "content" : "tool_calls") is not { } list)
            {
                continue;
            }

            var (calls, ids) = (new List<Range>(), new List<string>());
            foreach (var element in JsonMember.Elements(json, list))
            {
                var member = JsonMember.Of(json, element);
                if (!areBlocks || member.TextOf(json, "type") == "tool_use")
                {
                    calls.Add(element);
                    ids.Add(member.TextOf(json, "id") ?? "");
                }
            }

            if (calls.Count == 0)
            {
                continue;
            }

            if (!areBlocks)
            {
                _places.Add(new Place(ids, calls, turns[i].End.Value, ResultsBefore: false));
            }
            else if (i + 1 < turns.Count && JsonMember.Of(json, turns[i + 1]).ValueOf("content") is { } answers && JsonMember.Elements(json, answers) is [var first, ..])
            {
                // Results come first in the message that answers, before any text.
                _places.Add(new Place(ids, calls, first.Start.Value, ResultsBefore: true));
            }
        }
    }

    // Items have no turns: calls that follow each other, with whatever was thought between them, are one turn.
    private void FindItems(ReadOnlySpan<byte> json, List<Range> items)
    {
        var (calls, ids) = (new List<Range>(), new List<string>());
        var known = new HashSet<string>(StringComparer.Ordinal);
        var (outputs, outputIds) = (new List<Range>(), new List<string>());
        foreach (var item in items)
        {
            var members = JsonMember.Of(json, item);
            var type = members.TextOf(json, "type") ?? "message";
            var id = members.TextOf(json, "call_id");
            if (id is not null && !type.EndsWith("_output", StringComparison.Ordinal))
            {
                calls.Add(item);
                ids.Add(id);
                known.Add(id);
                continue;
            }

            if (type is "reasoning")
            {
                continue;
            }

            Close();
            if (id is not null && !known.Contains(id))
            {
                outputs.Add(item);
                outputIds.Add(id);
            }
        }

        Close();
        if (outputs.Count > 0)
        {
            // The upstream has the calls; it lacks the results.
            _places.Add(new Place(outputIds, outputs, outputs[0].Start.Value, ResultsBefore: true, ResultsOnly: true));
        }

        void Close()
        {
            if (calls.Count > 0)
            {
                _places.Add(new Place(ids, calls, calls[^1].End.Value, ResultsBefore: false));
                (calls, ids) = ([], []);
            }
        }
    }

    private sealed record Place(List<string> Ids, List<Range> Calls, int Results, bool ResultsBefore, bool ResultsOnly = false);
}
