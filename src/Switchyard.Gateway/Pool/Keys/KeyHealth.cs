namespace Switchyard.Gateway.Pool.Keys;

/// <summary>What is known about a key at one instant. Immutable: a change is a new object, so whoever remembers the object it saw can tell whether anybody changed it since.</summary>
/// <param name="Condition">Usable, or why it rests.</param>
/// <param name="Until">Monotonic ticks at which the rest ends; 0 while usable.</param>
/// <param name="Refusals">401 answers in a row, each of which doubles the next rest.</param>
/// <param name="Probing">One request is trying the key after its rest; the others wait for what it finds.</param>
internal sealed record KeyHealth(KeyCondition Condition, long Until, int Refusals, bool Probing)
{
    /// <summary>The state of a new key.</summary>
    public static KeyHealth Usable { get; } = new(KeyCondition.Usable, 0, 0, Probing: false);
}
