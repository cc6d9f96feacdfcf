namespace Switchyard.Console.Tests.Yards;

/// <summary>Of tests that change what other tests of the shared yard work with: they run one by one, after all others.</summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
