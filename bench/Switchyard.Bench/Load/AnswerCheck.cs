using System.Globalization;
using Switchyard.Simulator.Content;

namespace Switchyard.Bench.Load;

/// <summary>What makes an answer right: a 2xx status, and the simulated text when its seed and length are known, or every byte when all are known.</summary>
internal sealed record AnswerCheck(string? Text, byte[]? Bytes = null)
{
    public static AnswerCheck Success { get; } = new((string?)null);

    /// <summary>Reads <c>success</c>, <c>text:SEED:TOKENS</c> or <c>bytes:FILE</c>.</summary>
    public static AnswerCheck Parse(string text) => text.Split(':') switch
    {
        ["success"] => Success,
        ["text", var seed, var tokens] => ForText(ulong.Parse(seed, CultureInfo.InvariantCulture), int.Parse(tokens, CultureInfo.InvariantCulture)),
        ["bytes", var file] => new AnswerCheck(null, File.ReadAllBytes(file)),
        _ => throw new ArgumentException($"--check '{text}' is neither 'success' nor 'text:SEED:TOKENS' nor 'bytes:FILE'"),
    };

    public static AnswerCheck ForText(ulong seed, int tokens) => new(SimulatedText.For(seed, tokens));
}
