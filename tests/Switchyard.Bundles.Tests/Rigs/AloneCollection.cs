namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>Tests that count what the whole process has open, and so run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
