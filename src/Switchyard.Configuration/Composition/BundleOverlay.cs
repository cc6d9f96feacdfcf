using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Bundles;

namespace Switchyard.Configuration.Composition;

/// <summary>
/// Lays the bundles of documents and files over those of records. Whether a bundle runs, how often it was respawned and its credentials are the operators' to say, wherever it is defined; they hang on its name.
/// </summary>
internal static class BundleOverlay
{
    public static IReadOnlyList<BundleConfig> Compose(DatabaseRecords records, IReadOnlyList<NamedObject<BundleConfig>> files, BundleSettings settings)
    {
        var byKey = records.Bundles.ToDictionary(bundle => bundle.Key.ToString(), StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (file.Value is { } bundle)
            {
                byKey[file.Name] = records.Standings.GetValueOrDefault(bundle.Key, BundleStanding.None).ApplyTo(bundle);
            }
            else
            {
                byKey.Remove(file.Name);
            }
        }

        return
        [
            .. byKey.Values.Select(bundle => bundle.Error is null && !settings.Allows(bundle.Definition) ? bundle with { Error = BundleErrors.CommandNotAllowed } : bundle)
                .OrderBy(bundle => bundle.Key.Workspace, StringComparer.Ordinal).ThenBy(bundle => bundle.Key.Bundle, StringComparer.Ordinal),
        ];
    }
}
