using System.Globalization;
using System.Text;
using Switchyard.Gateway.Asking.Messages;

namespace Switchyard.Gateway.Asking.Dialects;

/// <summary>Puts calls together that arrive in pieces, each at its place.</summary>
internal sealed class CallBuilder
{
    private readonly SortedDictionary<long, (string? Id, StringBuilder Name, StringBuilder Arguments)> _calls = [];

    /// <summary>Adds pieces to the call at <paramref name="place"/>; the first id stays.</summary>
    public void Add(long place, string? id, string? name, string? arguments)
    {
        var call = _calls.GetValueOrDefault(place, (null, new StringBuilder(), new StringBuilder()));
        call.Name.Append(name);
        call.Arguments.Append(arguments);
        _calls[place] = (call.Id ?? id, call.Name, call.Arguments);
    }

    /// <summary>The calls in their order. One without an id of its own gets one, so that each can be answered.</summary>
    public IReadOnlyList<ModelToolCall> Build()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. _calls.Select(pair => new ModelToolCall(
                pair.Value.Id is { Length: > 0 } id && taken.Add(id) ? id : Own(pair.Key, taken), pair.Value.Name.ToString(), pair.Value.Arguments.ToString())),
        ];
    }

    private static string Own(long place, HashSet<string> taken)
    {
        var id = "call_" + place.ToString(CultureInfo.InvariantCulture);
        while (!taken.Add(id))
        {
            id += "_";
        }

        return id;
    }
}
