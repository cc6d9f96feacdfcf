namespace Switchyard.Model.Bundles;

/// <summary>The tools of a workspace at one moment. Immutable; the same object as long as nothing changes.</summary>
/// <param name="Tools">Sorted by full name, ordinal.</param>
/// <param name="Unlisted">Bundles whose tools are not known, with the reason; sorted by name.</param>
public sealed record ToolOffer(IReadOnlyList<OfferedTool> Tools, IReadOnlyList<UnlistedBundle> Unlisted)
{
    /// <summary>Nothing is on offer.</summary>
    public static ToolOffer Empty { get; } = new([], []);
}
