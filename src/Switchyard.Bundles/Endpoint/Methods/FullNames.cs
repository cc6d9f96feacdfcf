using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>Names of tools and prompts in a workspace: <c>{bundle}__{name}</c>. Names of bundles never have two underscores, so there is no doubt where they end.</summary>
internal static class FullNames
{
    private const string Separator = "__";

    public static string Of(string bundle, string name) => $"{bundle}{Separator}{name}";

    /// <summary>Takes a full name apart. False when it is none.</summary>
    public static bool TrySplit(string workspace, string? fullName, out BundleKey bundle, out string name)
    {
        (bundle, name) = (default, "");
        if (fullName is null || fullName.IndexOf(Separator, StringComparison.Ordinal) is not (> 0 and var end))
        {
            return false;
        }

        (bundle, name) = (new BundleKey(workspace, fullName[..end]), fullName[(end + Separator.Length)..]);
        return name.Length > 0;
    }
}
