using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Journeys.Tests.Secrets;

/// <summary>Secrets that were planted, and the search for them: as they are, in parts, and in the codings that software likes to hide things in.</summary>
internal sealed class Canaries
{
    private const int Window = 12;

    private readonly List<(string Name, byte[] Needle)> _needles = [];

    /// <summary>How many were planted.</summary>
    public int Count { get; private set; }

    /// <summary>Makes a secret. Only letters and digits, so that no escaping (JSON, URL, header) alters it.</summary>
    public string Make(string kind) => Plant(kind, "canary" + kind + Convert.ToHexString(RandomNumberGenerator.GetBytes(16)), known: 6 + kind.Length);

    /// <summary>Plants a secret that somebody else made. <paramref name="known"/> is what of its beginning may be seen (<c>sy_</c>).</summary>
    public string Plant(string kind, string secret, int known = 0)
    {
        Count++;
        var core = secret[known..];
        // Leaks are often parts: cut for display, split over lines. The last four characters are shown on purpose.
        foreach (var at in new[] { 0, (core.Length - Window) / 2, core.Length - Window })
        {
            Add($"{kind} in part", Encoding.UTF8.GetBytes(core.Substring(at, Window)));
        }

        var bytes = Encoding.UTF8.GetBytes(core);
        Add($"{kind} in UTF-16", Encoding.Unicode.GetBytes(core));
        Add($"{kind} in hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)));
        Add($"{kind} in hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
        Add($"{kind} reversed", [.. bytes.Reverse()]);
        for (var shift = 0; shift < 3; shift++)
        {
            // Base64 of a text that contains it at any position; the characters at both ends depend on what is beside it.
            var text = Convert.ToBase64String([.. new byte[shift], .. bytes])[4..^4];
            Add($"{kind} in Base64", Encoding.ASCII.GetBytes(text));
            Add($"{kind} in Base64Url", Encoding.ASCII.GetBytes(text.Replace('+', '-').Replace('/', '_')));
        }

        return secret;
    }

    /// <summary>Plants the text of a sealing key: its bytes must not be seen either.</summary>
    public string PlantKey(string kind, byte[] key)
    {
        Add($"{kind} in bytes", key);
        Add($"{kind} in hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexString(key)));
        Add($"{kind} in hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key)));
        return Plant(kind, Convert.ToBase64String(key));
    }

    /// <summary>What of them is in <paramref name="bytes"/>, which were found at <paramref name="place"/>.</summary>
    public IEnumerable<string> Find(string place, ReadOnlyMemory<byte> bytes)
    {
        foreach (var (name, needle) in _needles)
        {
            if (bytes.Span.IndexOf(needle) is >= 0 and var at)
            {
                yield return $"{place}: {name} at byte {at}: {Around(bytes.Span, at)}";
            }
        }
    }

    private static string Around(ReadOnlySpan<byte> bytes, int at) =>
        Encoding.Latin1.GetString(bytes[Math.Max(0, at - 100)..Math.Min(bytes.Length, at + 80)]).ReplaceLineEndings(" ");

    private void Add(string name, byte[] needle) => _needles.Add((name, needle));
}
