namespace Switchyard.Storage.Recording;

/// <summary>A place in the tail of usage: rows are in the order of positions, and those of one transaction in the order of their ids.</summary>
/// <param name="Position">Position of the row.</param>
/// <param name="Id">Its interception.</param>
public readonly record struct UsagePosition(long Position, Guid Id)
{
    private static readonly Guid Highest = Guid.ParseExact("ffffffff-ffff-ffff-ffff-ffffffffffff", "D");

    /// <summary>Before every row.</summary>
    public static UsagePosition Begin { get; } = new(-1, Guid.Empty);

    /// <summary>After every row below <paramref name="end"/>.</summary>
    public static UsagePosition Before(long end) => new(end - 1, Highest);
}
