using System.Text;

namespace Switchyard.Fuzzing;

/// <summary>What one parser is fed with, and how much of it.</summary>
/// <param name="Corpus">Real inputs. All mutations begin with one of them; they are also tried as they are.</param>
/// <param name="Tokens">What the dialect is made of: words, punctuation, numbers at the edge of what is allowed.</param>
public sealed record FuzzPlan(IReadOnlyList<byte[]> Corpus, IReadOnlyList<byte[]> Tokens)
{
    /// <summary>Inputs of a long run, as the criteria ask for.</summary>
    public const long LongInputs = 10_000_000;

    /// <summary>Inputs of a brief run.</summary>
    public long Inputs { get; init; } = 8_000;

    /// <summary>Longest input in bytes.</summary>
    public int MaxLength { get; init; } = 4096;

    /// <summary>Bytes that one input may make the parser allocate, however short it is.</summary>
    public long AllowedBytes { get; init; } = 1 << 20;

    /// <summary>Bytes that it may make the parser allocate for each of its own: what a parser does more than linearly with its input shows here, at lengths at which its time would not yet show.</summary>
    public long AllowedBytesPerByte { get; init; } = 512;

    /// <summary>A plan for a parser of text; both are given as text and fed as UTF-8.</summary>
    public static FuzzPlan Of(IEnumerable<string> corpus, params IEnumerable<string> tokens) => new([.. corpus.Select(Encoding.UTF8.GetBytes)], [.. tokens.Select(Encoding.UTF8.GetBytes)]);
}
