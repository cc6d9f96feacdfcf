using System.Text.Json;

namespace Switchyard.Admin.Bundles;

/// <summary>The shape of a bundle to be created or changed, for the API's description; <see cref="BundleRequest"/> reads it. A new one needs a name, which never changes, and a type.</summary>
internal sealed record BundleBody(
    string? Name = null,
    string? Type = null,
    string? DisplayName = null,
    string? Command = null,
    IReadOnlyList<string>? Args = null,
    string? Cwd = null,
    string? Url = null,
    string? Archive = null,
    IReadOnlyDictionary<string, JsonElement>? Settings = null,
    bool? Insecure = null,
    IReadOnlyDictionary<string, string>? Env = null,
    IReadOnlyDictionary<string, string>? Headers = null,
    IReadOnlyList<BundleFieldBody>? Credentials = null,
    BundleAuthorizationView? Authorization = null,
    bool? Enabled = null,
    bool? Exclusive = null,
    bool? Protected = null,
    bool? Eager = null,
    bool? Serial = null,
    bool? PinTools = null,
    string? Protocol = null,
    IReadOnlyList<string>? Allow = null,
    IReadOnlyList<string>? Deny = null,
    BundleLimitsView? Limits = null,
    BundleTimeoutsView? Timeouts = null);
