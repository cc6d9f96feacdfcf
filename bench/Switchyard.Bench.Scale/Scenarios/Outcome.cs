namespace Switchyard.Bench.Scale.Scenarios;

/// <summary>What came of a scenario.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Delays">From the commit of a change until an instance served it, of those that were connected; empty where none was made.</param>
/// <param name="Current">Until all were connected and served the newest change; null: not within the time that was given.</param>
/// <param name="Recorded">Until the database said so too, and with it the rollout.</param>
/// <param name="DatabaseShare">Share of the database's time that was worked, of all its lanes.</param>
/// <param name="DatabasePeak">Most transactions that waited for the database.</param>
/// <param name="Tally">What was counted.</param>
internal sealed record Outcome(string Name, Percentiles Delays, TimeSpan? Current, TimeSpan? Recorded, double DatabaseShare, int DatabasePeak, Tally Tally);
