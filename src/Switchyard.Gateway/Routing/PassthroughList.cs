namespace Switchyard.Gateway.Routing;

/// <summary>The paths of a provider that are relayed without interception. A trailing <c>*</c> matches any rest; the longest entry wins.</summary>
internal sealed class PassthroughList(IReadOnlyList<string> entries)
{
    private readonly string[] _entries = [.. entries.OrderByDescending(static entry => entry.Length)];

    /// <summary>The entry that lets <paramref name="path"/> pass, or null. It is also the path's name in metrics, so that a raw path never becomes a label.</summary>
    public string? Match(ReadOnlySpan<char> path)
    {
        foreach (var entry in _entries)
        {
            var matches = entry.EndsWith('*')
                ? path.StartsWith(entry.AsSpan(0, entry.Length - 1), StringComparison.Ordinal)
                : path.SequenceEqual(entry);
            if (matches)
            {
                return entry;
            }
        }

        return null;
    }
}
