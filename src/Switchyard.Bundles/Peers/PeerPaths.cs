using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Peers;

/// <summary>Where nodes ask each other, on the listener of the control plane.</summary>
internal static class PeerPaths
{
    public const string Requests = "/peers/v1/bundles/{workspace}/{bundle}/requests";
    public const string View = "/peers/v1/bundles/{workspace}/{bundle}/view";

    public static string RequestsOf(BundleKey key) => $"/peers/v1/bundles/{key.Workspace}/{key.Bundle}/requests";

    public static string ViewOf(BundleKey key) => $"/peers/v1/bundles/{key.Workspace}/{key.Bundle}/view";
}
