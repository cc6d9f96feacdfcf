namespace Switchyard.Admin.Client.UsageRows;

/// <summary>A part of the usage rows as CSV.</summary>
/// <param name="Header">The line with the names of the columns.</param>
/// <param name="Lines">A line for each row, in the order in which they became final.</param>
/// <param name="Next">What to ask for next; there is always one.</param>
public sealed record UsageLines(string Header, IReadOnlyList<string> Lines, string Next);
