using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>What is known of the tools of one bundle beyond its server: the list of the last server, and what is approved of a bundle that pins its tools.</summary>
internal sealed class ToolPins
{
    private IReadOnlyList<BundleTool> _last = [];
    private IReadOnlyList<BundleTool>? _checked;
    private IReadOnlyDictionary<string, string>? _approved;

    /// <summary>Tools of the last server that went out of service.</summary>
    public IReadOnlyList<BundleTool> Last
    {
        get => Volatile.Read(ref _last);
        set => Volatile.Write(ref _last, value);
    }

    /// <summary>Whether <see cref="Approve"/> was told of exactly these.</summary>
    public bool HasChecked(IReadOnlyList<BundleTool> listed) => ReferenceEquals(Volatile.Read(ref _checked), listed);

    /// <summary>Says what is approved.</summary>
    /// <param name="listed">The list that was looked at.</param>
    /// <param name="approved">Approved hashes by tool.</param>
    public void Approve(IReadOnlyList<BundleTool> listed, IReadOnlyDictionary<string, string> approved)
    {
        Volatile.Write(ref _approved, approved);
        Volatile.Write(ref _checked, listed);
    }

    /// <summary>The list with those quarantined that are not known to be approved.</summary>
    public IReadOnlyList<BundleTool> Mark(IReadOnlyList<BundleTool> listed)
    {
        var approved = Volatile.Read(ref _approved);
        return [.. listed.Select(tool => tool with { IsQuarantined = approved?.GetValueOrDefault(tool.Name) != tool.Hash })];
    }
}
