using Switchyard.Model.Gateways;
using Switchyard.Model.Origins;

namespace Switchyard.Model.Routing;

/// <summary>An alias for a model: a name of its own and the targets behind it, tried in order.</summary>
/// <param name="Name">The alias clients send as <c>model</c>; without a slash.</param>
/// <param name="Targets">At least one target.</param>
public sealed record RouteConfig(string Name, IReadOnlyList<RouteTarget> Targets)
{
    /// <summary>Labels that a remote gateway must have to get this alias; none by default, which fits all. Nodes serve it whatever it says.</summary>
    public Labels Selector { get; init; } = Labels.None;

    /// <summary>Where it comes from.</summary>
    public Origin Origin { get; init; } = Origin.Database;

    /// <inheritdoc />
    public bool Equals(RouteConfig? other) => other is not null && Name == other.Name && Targets.SequenceEqual(other.Targets) && Selector.Equals(other.Selector);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Targets.Count);
}
