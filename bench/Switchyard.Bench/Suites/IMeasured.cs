namespace Switchyard.Bench.Suites;

/// <summary>One measurement of one contender.</summary>
internal interface IMeasured
{
    /// <summary>Percent of the contender's processor that others used meanwhile.</summary>
    double OthersPercent { get; }
}
