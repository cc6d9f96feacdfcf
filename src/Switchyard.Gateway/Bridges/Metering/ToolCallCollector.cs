using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Bridges.Metering;

/// <summary>Assembles tool calls from the pieces of a stream. Bounded: at most <see cref="MaxCalls"/> calls and, over all, <see cref="MaxBytes"/> bytes of input; more is relayed and not recorded.</summary>
internal sealed class ToolCallCollector
{
    /// <summary>Most calls that are kept.</summary>
    public const int MaxCalls = 128;

    /// <summary>Most bytes of input over all calls.</summary>
    public const int MaxBytes = 256 << 10;

    private const int MostName = 256;

    private readonly List<Call> _calls = [];

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<ToolCall> Calls => _calls.ConvertAll(call => new ToolCall(call.Id, call.Name, call.Input.ToString()) { Kind = call.Kind });

    /// <summary>Whether the call named <paramref name="id"/> is known.</summary>
    public bool Has(string id) => _calls.Exists(call => call.Id == id);

    /// <summary>The call at <paramref name="key"/>, its place in the upstream's own numbering. An <paramref name="id"/> other than the one known there begins a new call: some servers number all calls alike. Null when there are too many.</summary>
    public Call? At(long key, string? id = null)
    {
        var known = Find(key);
        if (known is not null && (id is null || known.Id.Length == 0 || known.Id == id))
        {
            known.Id = id ?? known.Id;
            return known;
        }

        if (_calls.Count >= MaxCalls)
        {
            return null;
        }

        var call = new Call(this, key) { Id = id ?? "" };
        _calls.Add(call);
        return call;
    }

    /// <summary>The newest call at <paramref name="key"/>, or null.</summary>
    public Call? Find(long key)
    {
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            if (_calls[i].Key == key)
            {
                return _calls[i];
            }
        }

        return null;
    }

    private bool HasRoom => _calls.Sum(call => call.Input.Length) < MaxBytes;

    /// <summary>A call in the making.</summary>
    internal sealed class Call(ToolCallCollector owner, long key)
    {
        /// <summary>Its place in the upstream's numbering.</summary>
        public long Key { get; } = key;

        /// <summary>Its id, empty until known.</summary>
        public string Id { get; set; } = "";

        /// <summary>The tool's name, empty until known.</summary>
        public string Name { get; set; } = "";

        /// <summary>What kind of tool it is of.</summary>
        public string Kind { get; set; } = "function";

        /// <summary>Arguments so far.</summary>
        public BoundedText Input { get; } = new();

        /// <summary>Appends a piece of the name. What comes again, or after the arguments have begun, is the name once more.</summary>
        public void AppendName(string? piece)
        {
            if (piece is not null && piece != Name && (Input.Length == 0 || Name.Length == 0) && Name.Length < MostName)
            {
                Name += piece;
            }
        }

        /// <summary>Appends the string at <paramref name="reader"/> to the arguments.</summary>
        public void Append(in Utf8JsonReader reader)
        {
            if (owner.HasRoom)
            {
                Input.AppendString(reader);
            }
        }

        /// <summary>Appends JSON text to the arguments.</summary>
        public void Append(ReadOnlySpan<byte> json)
        {
            if (owner.HasRoom)
            {
                Input.Append(json);
            }
        }
    }
}
