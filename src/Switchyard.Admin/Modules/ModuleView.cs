namespace Switchyard.Admin.Modules;

/// <summary>A module of the request pipeline.</summary>
internal sealed record ModuleView
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    public string? Description { get; init; }

    /// <summary>How another configuration takes effect: <c>in place</c> or <c>side by side</c>.</summary>
    public required string Class { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Place in the pipeline, from 0.</summary>
    public required int Position { get; init; }

    public required ModulePlacementView On { get; init; }

    public required IReadOnlyList<string> Requires { get; init; }

    public required string OnError { get; init; }

    /// <summary><c>default</c>, <c>database</c> or <c>file</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>File and line; null unless a file defines it.</summary>
    public string? DefinedIn { get; init; }

    /// <summary>The revision this node runs.</summary>
    public long? AppliedRevision { get; init; }

    /// <summary>The revision since which the module runs as it is; null where this process runs no requests.</summary>
    public long? ChangedRevision { get; init; }

    public required ModuleHealthView Health { get; init; }
}
