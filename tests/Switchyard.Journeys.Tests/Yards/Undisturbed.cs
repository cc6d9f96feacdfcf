namespace Switchyard.Journeys.Tests.Yards;

/// <summary>
/// The collection of journeys that run with nothing beside them: those that end the database server the others use, and those that judge how long something takes,
/// how much memory or processor time it needs, or one revision's errors and latency against another's.
/// </summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
