using System.Collections;
using Switchyard.Bundles;
using Switchyard.Gateway;

namespace Switchyard.Host.Serving;

/// <summary>What the bundles of a node get from the process.</summary>
internal static class NodeBundles
{
    /// <summary>Directories below the data directory, the environment to choose from, connections under the egress policy of the data plane.</summary>
    public static BundleOptions Options(ServeOptions options) => new()
    {
        Root = Path.GetFullPath(Path.Combine(options.DataDirectory, "bundles")),
        HostEnvironment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(static pair => (string)pair.Key, static pair => (string?)pair.Value ?? "", StringComparer.Ordinal),
        Connect = static provider => provider.GetGuardedConnect(),
    };
}
