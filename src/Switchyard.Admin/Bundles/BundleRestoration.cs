using System.Text.Json.Nodes;
using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>A bundle that was made what it was.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Its name.</param>
/// <param name="Before">What it was before; null when it was not there.</param>
/// <param name="After">What it is now; null when it is gone.</param>
/// <param name="Gone">Credentials that it had and that did not come back.</param>
internal sealed record BundleRestoration(Guid Id, BundleKey Key, JsonObject? Before, JsonObject? After, IReadOnlyList<string> Gone);
