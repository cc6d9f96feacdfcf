namespace Switchyard.Fuzzing;

/// <summary>An input broke a property.</summary>
/// <param name="seed">Where the run began; with it and the same plan it finds the same.</param>
/// <param name="number">Which input of the run it was.</param>
/// <param name="found">The input that was found.</param>
/// <param name="smallest">The least of it that still breaks the property.</param>
/// <param name="cause">How it broke.</param>
public sealed class FuzzFailedException(int seed, long number, byte[] found, byte[] smallest, Exception cause) : Exception(
    $"Seed {seed}, input {number}: {cause.GetType().Name}: {cause.Message}\nSmallest input ({smallest.Length} bytes): {Escaped.Text(smallest)}\nInput as found ({found.Length} bytes): {Escaped.Text(found)}",
    cause)
{
    /// <summary>The least input that breaks the property.</summary>
    public IReadOnlyList<byte> Smallest { get; } = smallest;

    /// <summary>Which input of the run it was; 0 is the corpus itself.</summary>
    public long Number { get; } = number;
}
