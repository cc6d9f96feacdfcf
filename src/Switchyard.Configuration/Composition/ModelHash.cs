using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Switchyard.Model.Access;
using Switchyard.Model.Bundles;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Composition;

/// <summary>
/// What tells two configurations apart: a SHA-256 over everything that decides how a request is served, and nothing that is of one node (errors, file names). Secrets of records take part
/// by their row versions and masks, not by their text. The hash of an object is kept as long as the object, so a change of one among ten thousand costs one.
/// </summary>
/// <remarks>Cuts and purges are left out: they come with a revision of their own and are forgotten without one.</remarks>
internal static class ModelHash
{
    private static readonly ConditionalWeakTable<object, byte[]> Known = [];

    public static string Of(ConfigurationModel model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var provider in model.Providers)
        {
            hash.AppendData(Known.GetValue(provider, static item => Of((ProviderConfig)item)));
        }

        foreach (var user in model.Users.OrderBy(user => user.Id))
        {
            Append(hash, new object?[] { "user", user.Id, user.Name, user.Enabled, user.Providers });
        }

        foreach (var key in model.AccessKeys.OrderBy(key => key.Id))
        {
            hash.AppendData(Known.GetValue(key, static item => Of((AccessKeyConfig)item)));
        }

        foreach (var route in model.Routes)
        {
            Append(hash, new object?[] { "route", route.Name, route.Targets, route.Selector.ToJson() });
        }

        foreach (var module in model.Modules)
        {
            hash.AppendData(Known.GetValue(module, static item => Of((ModuleConfig)item)));
        }

        foreach (var workspace in model.Workspaces)
        {
            Append(hash, new object?[] { "workspace", workspace.Id, workspace.Name, workspace.DisplayName, workspace.OwnerId, workspace.Users, workspace.Version });
        }

        foreach (var bundle in model.Bundles)
        {
            hash.AppendData(Known.GetValue(bundle, static item => Of((BundleConfig)item)));
        }

        Append(hash, model.Limits);
        Append(hash, model.Prices);
        Append(hash, model.Server);
        Append(hash, model.Access);
        Append(hash, model.Detection);
        Append(hash, model.Recording);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Hash of one provider; with the text of its secrets if it comes from a file.</summary>
    internal static byte[] Of(ProviderConfig provider)
    {
        var text = new StringBuilder();
        text.Append(JsonSerializer.Serialize(new object?[]
        {
            provider.Id, provider.Name, ProviderTypes.NameOf(provider.Type), provider.DisplayName, provider.BaseUrl, provider.Enabled, provider.AllowByok,
            provider.Version, ProviderSettingsJson.Write(provider.Settings), provider.Selector.ToJson(),
        }));
        foreach (var key in provider.Keys)
        {
            text.Append(JsonSerializer.Serialize(new object?[] { key.Id, key.Label, key.Position, key.Enabled, key.Masked, key.ResetAt }));
        }

        if (provider.Origin.Kind != OriginKind.Database)
        {
            // Files and documents have no row versions: the secrets themselves take part, hashed with all the rest, so that a key replaced by one with the same end counts as a change.
            text.Append(JsonSerializer.Serialize(new object?[] { ProviderSettingsJson.WriteSecrets(provider.Settings), provider.Keys.Select(key => key.Value?.Reveal()) }));
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Hash of one bundle; with the text of its defaults, which only files and documents have. What is stored takes part by its numbers.</summary>
    internal static byte[] Of(BundleConfig bundle) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new object?[]
        {
            "bundle", bundle.Id, bundle.Key.Workspace, bundle.Key.Bundle, BundleDefinitionJson.Write(bundle.Definition), bundle.Definition.Credentials.Select(field => field.Default?.Reveal()),
            bundle.Enabled, bundle.Respawns, bundle.Credentials.Version, bundle.Credentials.Revoked, bundle.Version,
        })));

    private static byte[] Of(ModuleConfig module) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new object?[]
        {
            "module", module.Name, module.Type, module.Config, module.On, module.Requires, module.Enabled, module.OnError.ToString(),
        })));

    private static byte[] Of(AccessKeyConfig key) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new object?[]
        {
            key.Id, key.UserId, key.Name, Convert.ToHexString(key.Hash.Span), key.Enabled, key.ExpiresAt, key.Workspace, Names(key.Tools), Names(key.Providers),
        })));

    private static string Names(IReadOnlyList<string>? names) => names is null ? "*" : JsonSerializer.Serialize(names);

    private static void Append<T>(IncrementalHash hash, T part) => hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(part));
}
