using System.Text;

namespace Switchyard.Simulator.Content;

/// <summary>
/// The text a simulated model answers with. It is a pure function of a seed and a number of tokens, so whoever knows both can check a
/// received answer byte for byte. One token is one delta of a stream.
/// </summary>
public static class SimulatedText
{
    // Some words are not ASCII and some need escaping in JSON: a relay that damages either is found out.
    private static readonly string[] Words =
    [
        "points", "signal", "track", "train", "yard", "switch", "route", "lever", "siding", "coupling", "platform", "whistle", "junction", "gauge",
        "sleeper", "ballast", "Weiche", "aiguillage", "señal", "vía", "стрелка", "分岐器", "信号", "전철기", "🚂", "🚦", "\"express\"", "north\\south", "a<b>&c", "line\n", "tab\t",
        "é̂",
    ];

    /// <summary>The whole text of <paramref name="tokens"/> tokens made from <paramref name="seed"/>.</summary>
    /// <param name="seed">Any value; equal seeds give equal texts.</param>
    /// <param name="tokens">How many tokens, 0 or more; 0 gives the empty text.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tokens"/> is negative.</exception>
    public static string For(ulong seed, int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        var text = new StringBuilder(tokens * 8);
        for (var index = 0; index < tokens; index++)
        {
            text.Append(Token(seed, index));
        }

        return text.ToString();
    }

    /// <summary>One token of the text: <see cref="For"/> is the concatenation of tokens 0, 1, 2, ….</summary>
    /// <param name="seed">The seed of the text.</param>
    /// <param name="index">The token's position, from 0. Every token but the first begins with a space.</param>
    public static string Token(ulong seed, int index)
    {
        var word = Words[Mix(seed + ((ulong)index * 0x9E3779B97F4A7C15UL)) % (ulong)Words.Length];
        return index == 0 ? word : " " + word;
    }

    /// <summary>
    /// The seed used when a request does not choose one: 64-bit FNV-1a over the UTF-8 bytes of the text of the last user message.
    /// </summary>
    /// <param name="prompt">The text; several text parts are joined without a separator.</param>
    public static ulong SeedOf(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var hash = 14695981039346656037UL;
        foreach (var value in Encoding.UTF8.GetBytes(prompt))
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        return hash;
    }

    /// <summary>SplitMix64's finalizer: turns a counter into 64 well mixed bits.</summary>
    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
