using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Access;
using Switchyard.Model.Detection;
using Switchyard.Model.Origins;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Recording;
using Switchyard.Model.Revisions;
using Switchyard.Model.Server;

namespace Switchyard.Configuration.Composition;

/// <summary>Lays documents and files over the records: objects match by name, and a later one replaces an earlier one whole or takes it away. Pure: the same inputs give an equal model on every node.</summary>
internal static class Composer
{
    /// <param name="records">Records of the database.</param>
    /// <param name="files">Documents, then files, laid over each other.</param>
    /// <param name="documents">Versions of the documents among them.</param>
    public static ConfigurationModel Compose(DatabaseRecords records, FilePart files, IReadOnlyDictionary<string, long>? documents = null)
    {
        var server = files.Server ?? ServerConfig.Default;
        var model = new ConfigurationModel
        {
            Epoch = records.Epoch,
            Revision = records.Revision,
            Hash = "",
            Providers = Overlay(records.Providers, files.Providers),
            Users = records.Users,
            AccessKeys = records.AccessKeys,
            Routes = Present(files.Routes),
            Modules = ModuleOverlay.Compose(records.Modules, files.Modules),
            Workspaces = records.Workspaces,
            Bundles = BundleOverlay.Compose(records, files.Bundles, server.Bundles),
            Purges = records.Purges,
            Limits = Present(files.Limits),
            Prices = [.. Present(files.Prices), .. DefaultPrices.All],
            Cuts = records.Cuts,
            Server = files.MaxModelLabels is { } models ? server with { MaxModelLabels = models } : server,
            Access = files.Access ?? AccessConfig.Default,
            Detection = Detection(files.Clients),
            Recording = files.Recording ?? RecordingConfig.Default,
            Explanation = Explain(records, files, documents),
        };
        return model with { Hash = ModelHash.Of(model) };
    }

    private static ConfigurationExplanation Explain(DatabaseRecords records, FilePart files, IReadOnlyDictionary<string, long>? documents)
    {
        var over = files.Providers.ToDictionary(item => item.Name, item => item.Origin);
        var overBundles = files.Bundles.ToDictionary(item => item.Name, item => item.Origin);
        var removed = files.Removed;
        return new ConfigurationExplanation
        {
            Objects =
            [
                .. files.Objects.Where(item => !removed.Contains((item.Section, item.Name))),
                .. records.Providers.Where(provider => !over.ContainsKey(provider.Name)).Select(provider => new ObjectOrigin("providers", provider.Name, Origin.Database)),
                .. records.Users.Select(user => new ObjectOrigin("users", user.Name, Origin.Database)),
                .. records.AccessKeys.Select(key => new ObjectOrigin("accessKeys", key.Id.ToString("D"), Origin.Database)),
                .. records.Workspaces.Select(workspace => new ObjectOrigin("workspaces", workspace.Name, Origin.Database)),
                .. records.Bundles.Select(bundle => bundle.Key.ToString()).Where(name => !overBundles.ContainsKey(name)).Select(name => new ObjectOrigin("bundles", name, Origin.Database)),
            ],
            Shadowed =
            [
                .. records.Providers.Where(provider => over.ContainsKey(provider.Name))
                    .Select(provider => new ShadowedObject("providers", provider.Name, Origin.Database, over[provider.Name])),
                .. records.Bundles.Select(bundle => bundle.Key.ToString()).Where(overBundles.ContainsKey)
                    .Select(name => new ShadowedObject("bundles", name, Origin.Database, overBundles[name])),
                .. files.Shadowed,
            ],
            Documents = documents ?? new Dictionary<string, long>(),
        };
    }

    /// <summary>The clients of the files come before those known to the product, so that they can be more precise than those; one of the same name takes the place of the product's.</summary>
    private static DetectionConfig Detection(IReadOnlyList<NamedObject<ClientRule>> files)
    {
        var named = files.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        return files.Count == 0
            ? DetectionConfig.Default
            : new DetectionConfig { Clients = [.. Present(files), .. DetectionConfig.Default.Clients.Where(rule => !named.Contains(rule.Client))] };
    }

    private static T[] Present<T>(IReadOnlyList<NamedObject<T>> objects)
        where T : class => [.. objects.Where(item => item.Value is not null).Select(item => item.Value!)];

    private static ProviderConfig[] Overlay(IReadOnlyList<ProviderConfig> records, IReadOnlyList<NamedObject<ProviderConfig>> files)
    {
        var byName = new SortedDictionary<string, ProviderConfig>(StringComparer.Ordinal);
        foreach (var provider in records)
        {
            byName[provider.Name] = Usable(provider);
        }

        foreach (var item in files)
        {
            if (item.Value is { } provider)
            {
                byName[item.Name] = Usable(provider);
            }
            else
            {
                byName.Remove(item.Name);
            }
        }

        return [.. byName.Values];
    }

    /// <summary>A provider that could answer no request at all says so, instead of failing each one.</summary>
    private static ProviderConfig Usable(ProviderConfig provider) =>
        provider.Error is not null || provider.AllowByok || !provider.UsesKeys || provider.Keys.Any(key => key.Enabled && key.Value is not null)
            ? provider
            : provider with { Error = ProviderErrors.NoUsableKey };
}
