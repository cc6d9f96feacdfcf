namespace Switchyard.Configuration.LastGood;

/// <summary>Where the last good configuration is kept.</summary>
/// <param name="Directory">The data directory of the node; null keeps nothing.</param>
public sealed record LastGoodOptions(string? Directory)
{
    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "last-good";
}
