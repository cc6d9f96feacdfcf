using System.Collections.Concurrent;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Dialects;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Routing;

namespace Switchyard.Simulator.Answers;

/// <summary>
/// Remembers what small bodies mean and what their answers are, because load tests send the same body again and again. Forgets everything when full.
/// </summary>
internal sealed class PreparedAnswers(SimulatedBehavior standard)
{
    private const int Most = 512;
    private const int LargestBody = 8 * 1024;
    private readonly ConcurrentDictionary<Key, Prepared> _known = new();

    public Prepared For(Route route, ReadOnlyMemory<byte> body, string path)
    {
        if (body.Length > LargestBody || !route.HasBody)
        {
            return Prepare(route, body);
        }

        var key = new Key(path, body);
        if (_known.TryGetValue(key, out var prepared))
        {
            return prepared;
        }

        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        return _known[key] = Prepare(route, body);
    }

    private Prepared Prepare(Route route, ReadOnlyMemory<byte> body)
    {
        var facts = route.HasBody ? RequestReader.TryRead(body) : RequestFacts.Empty;
        if (facts is null)
        {
            return new Prepared(route, null, new Refusal(400, "We could not parse the JSON body of your request."));
        }

        facts = route.Model is null ? facts : facts with { Model = route.Model };
        facts = route.Streams ? facts with { Stream = true } : facts;
        if (route.Dialect.NeedsModel && facts.Model is null)
        {
            return new Prepared(route, null, new Refusal(400, "you must provide a model parameter"));
        }

        return ModelDirectives.TryApply(standard, facts.Model, out var error) is { } behavior
            ? new Prepared(route, new Turn(facts, behavior), null)
            : new Prepared(route, null, new Refusal(400, error!));
    }

    private readonly struct Key(string path, ReadOnlyMemory<byte> body) : IEquatable<Key>
    {
        private readonly string _path = path;
        private readonly ReadOnlyMemory<byte> _body = body;

        public bool Equals(Key other) => _path == other._path && _body.Span.SequenceEqual(other._body.Span);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.Add(_path, StringComparer.Ordinal);
            hash.AddBytes(_body.Span);
            return hash.ToHashCode();
        }
    }
}
