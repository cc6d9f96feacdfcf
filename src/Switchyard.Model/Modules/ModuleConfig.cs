using Switchyard.Model.Origins;

namespace Switchyard.Model.Modules;

/// <summary>A named, typed piece of the request pipeline as it is configured. Its position is its place in <see cref="Revisions.ConfigurationModel.Modules"/>.</summary>
public sealed record ModuleConfig
{
    /// <summary>Unique name; the rule is <see cref="ModuleRules.NameFault"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its type, for example <c>guardrail.regex</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Its configuration as canonical JSON: every field, in the order of the type, defaults written out. Two configurations mean the same exactly when these texts are equal.</summary>
    public string Config { get; init; } = "{}";

    /// <summary>Which requests it sees.</summary>
    public ModulePlacement On { get; init; } = ModulePlacement.Everything;

    /// <summary>Types of which an enabled module must be there, sorted.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>A disabled module is not built.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What becomes of a request in which it fails.</summary>
    public ModuleErrorPolicy OnError { get; init; } = ModuleErrorPolicy.Fail;

    /// <summary>Where it comes from. Takes no part in equality: moved within a file, it is the same module.</summary>
    public Origin Origin { get; init; } = Origin.Default;

    /// <summary>Why its stored configuration does not hold (a stable code), or null. Then the configuration of the source below holds.</summary>
    public string? Error { get; init; }

    /// <inheritdoc />
    public bool Equals(ModuleConfig? other) =>
        other is not null && Config == other.Config && IsSameBut(other) && Error == other.Error;

    /// <summary>Whether it is <paramref name="other"/> in everything but <see cref="Config"/>.</summary>
    public bool IsSameBut(ModuleConfig other) =>
        Name == other.Name && Type == other.Type && On.Equals(other.On) && Enabled == other.Enabled && OnError == other.OnError
        && Requires.SequenceEqual(other.Requires, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Type, Config);
}
