using Switchyard.Bundles.Calls;

namespace Switchyard.Bundles.Tasks.Errands;

/// <summary>What a server says of a task.</summary>
/// <param name="State">Its state.</param>
/// <param name="Message">More for people, or null.</param>
/// <param name="PollInterval">How often it is worth a look, or null.</param>
/// <param name="Outcome">What came of it, of one that is over.</param>
internal sealed record ServerTaskReport(TaskState State, string? Message, TimeSpan? PollInterval, CallOutcome? Outcome);
