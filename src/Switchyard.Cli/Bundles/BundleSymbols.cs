using System.CommandLine;

namespace Switchyard.Cli.Bundles;

/// <summary>What every verb of bundles is told.</summary>
internal static class BundleSymbols
{
    public static Argument<string> Named { get; } = new("bundle") { Description = "Id or name of the bundle." };

    public static Option<string> Workspace { get; } = new("--workspace") { Description = "Id or name of the workspace.", Required = true };
}
