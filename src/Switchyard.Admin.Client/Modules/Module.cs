namespace Switchyard.Admin.Client.Modules;

/// <summary>A module of the request pipeline.</summary>
public sealed record Module
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required string Type { get; init; }

    /// <summary>What its type does, or null.</summary>
    public string? Description { get; init; }

    /// <summary>How another configuration takes effect: <c>in place</c> or <c>side by side</c>.</summary>
    public required string Class { get; init; }

    /// <summary>Whether it takes part.</summary>
    public bool Enabled { get; init; }

    /// <summary>Place in the pipeline, from 0.</summary>
    public int Position { get; init; }

    /// <summary>Which requests it sees.</summary>
    public ModulePlacement? On { get; init; }

    /// <summary>Types of which an enabled module must be there.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary><c>fail</c> or <c>skip</c>: what becomes of a request in which it throws.</summary>
    public string OnError { get; init; } = "fail";

    /// <summary><c>default</c>, <c>database</c> or <c>file</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>File and line; null unless a file defines it.</summary>
    public string? DefinedIn { get; init; }

    /// <summary>The revision the node runs.</summary>
    public long? AppliedRevision { get; init; }

    /// <summary>The revision since which it runs as it is, or null.</summary>
    public long? ChangedRevision { get; init; }

    /// <summary>How it fares.</summary>
    public ModuleHealth? Health { get; init; }
}
