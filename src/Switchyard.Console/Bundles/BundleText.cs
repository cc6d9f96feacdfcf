using Switchyard.Admin.Client.Bundles;

namespace Switchyard.Console.Bundles;

/// <summary>How bundles are put into words.</summary>
internal static class BundleText
{
    /// <summary>What runs, or where the server is.</summary>
    public static string ServerOf(Bundle bundle) =>
        bundle.Manifest is { } manifest ? $"{manifest.Name} {manifest.Version}" : bundle.Url ?? string.Join(' ', [bundle.Command ?? "", .. bundle.Args]);

    /// <summary>Tools on offer, where most are.</summary>
    public static int ToolsOf(Bundle bundle) => bundle.Nodes.Count == 0 ? 0 : bundle.Nodes.Max(static node => node.Tools);
}
