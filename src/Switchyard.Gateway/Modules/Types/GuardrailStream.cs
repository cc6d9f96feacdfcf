namespace Switchyard.Gateway.Modules.Types;

/// <summary>What a guardrail remembers of a stream: the end of each part's text, so that a match across events is one, and which rules have matched.</summary>
internal sealed class GuardrailStream
{
    // Longer than anything a rule is written for: a name, a key, a number.
    private const int Tail = 1_024;

    private readonly Dictionary<int, string> _tails = [];

    /// <summary>Rules that were counted; each is once per answer.</summary>
    public HashSet<string> Counted { get; } = new(StringComparer.Ordinal);

    /// <summary>The end of a part's text with what an event adds.</summary>
    public string With(int part, string text) => _tails.TryGetValue(part, out var tail) ? tail + text : text;

    /// <summary>Remembers the end of <paramref name="text"/>.</summary>
    public void Keep(int part, string text) => _tails[part] = text.Length > Tail ? text[^Tail..] : text;
}
