using System.Globalization;
using Switchyard.Simulator.Content;

namespace Switchyard.Bench.Load;

/// <summary>What makes an answer right: a 2xx status, and the simulated text when its seed and length are known.</summary>
internal sealed record AnswerCheck(string? Text)
{
    public static AnswerCheck Success { get; } = new((string?)null);

    /// <summary>Reads <c>success</c> or <c>text:SEED:TOKENS</c>.</summary>
    public static AnswerCheck Parse(string text) => text.Split(':') switch
    {
        ["success"] => Success,
        ["text", var seed, var tokens] => ForText(ulong.Parse(seed, CultureInfo.InvariantCulture), int.Parse(tokens, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"--check '{text}' is neither 'success' nor 'text:SEED:TOKENS'"),
    };

    public static AnswerCheck ForText(ulong seed, int tokens) => new(SimulatedText.For(seed, tokens));
}
