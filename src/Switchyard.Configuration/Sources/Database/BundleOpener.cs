using System.Text.Json;
using Switchyard.Model.Bundles;
using Switchyard.Model.Origins;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Secrets;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>Makes bundles of their rows: opens what is sealed, reads the definitions. What did not change since the last time is the same object as before; what can not be used puts only its own bundle into error.</summary>
internal sealed class BundleOpener(SecretSealer sealer)
{
    private Dictionary<BundleKey, Stood> _standings = [];
    private Dictionary<Guid, Opened> _bundles = [];

    public (IReadOnlyList<BundleConfig> Bundles, IReadOnlyDictionary<BundleKey, BundleStanding> Standings) Open(BundleRows rows)
    {
        var standings = Standings(rows);
        var now = new Dictionary<Guid, Opened>(rows.Bundles.Count);
        var bundles = new BundleConfig[rows.Bundles.Count];
        for (var i = 0; i < bundles.Length; i++)
        {
            var (row, standing) = (rows.Bundles[i], standings.GetValueOrDefault(new BundleKey(rows.Bundles[i].Workspace, rows.Bundles[i].Name), BundleStanding.None));
            var opened = _bundles.TryGetValue(row.Id, out var before) && before.Row == row && ReferenceEquals(before.Standing, standing)
                ? before
                : new Opened(row, standing, standing.ApplyTo(Open(row)));
            now[row.Id] = opened;
            bundles[i] = opened.Config;
        }

        _bundles = now;
        return (bundles, standings);
    }

    private static BundleConfig Open(BundleRow row)
    {
        var config = new BundleConfig
        {
            Id = row.Id,
            Key = new BundleKey(row.Workspace, row.Name),
            Definition = new BundleDefinition { Type = BundleType.Stdio },
            Origin = Origin.Database,
            Version = row.Version,
        };
        try
        {
            using var json = JsonDocument.Parse(row.DefinitionJson);
            var faults = new FaultList();
            var fields = new JsonFields(json.RootElement, faults, "");
            var definition = BundleDefinitionJson.Read(fields, withValues: false);
            fields.Finish();
            return faults.IsEmpty ? config with { Definition = definition } : config with { Error = BundleErrors.InvalidDefinition };
        }
        catch (JsonException)
        {
            // The row was altered by hand or by a bug; it must not stop the others.
            return config with { Error = BundleErrors.InvalidDefinition };
        }
    }

    private Dictionary<BundleKey, BundleStanding> Standings(BundleRows rows)
    {
        var switches = rows.Switches.ToDictionary(row => new BundleKey(row.Workspace, row.Bundle));
        var sets = rows.CredentialSets.ToDictionary(row => new BundleKey(row.Workspace, row.Bundle));
        var values = rows.Credentials.ToLookup(row => new BundleKey(row.Workspace, row.Bundle));
        var now = new Dictionary<BundleKey, Stood>();
        foreach (var key in switches.Keys.Union(sets.Keys))
        {
            var (moved, set) = (switches.GetValueOrDefault(key), sets.GetValueOrDefault(key));
            BundleCredentialRow[] own = [.. values[key]];
            now[key] = _standings.TryGetValue(key, out var before) && before.IsOf(moved, set, own) ? before : new Stood(moved, set, own, Open(moved, set, own));
        }

        _standings = now;
        return now.ToDictionary(pair => pair.Key, pair => pair.Value.Standing);
    }

    private BundleStanding Open(BundleSwitchRow? moved, BundleCredentialSetRow? set, BundleCredentialRow[] values)
    {
        var opened = new SortedDictionary<string, Secret?>(StringComparer.Ordinal);
        foreach (var row in values)
        {
            // By the names in the row, not by its id: a value that was copied from another row opens nowhere.
            var column = SealedColumns.BundleCredentials;
            var id = BundleCredentialIds.Of(row.Workspace, row.Bundle, row.Field);
            opened[row.Field] = sealer.TryOpen(column.Table, column.Column, id, row.Sealed, out var secret) ? new Secret(secret!) : null;
        }

        return new BundleStanding(
            moved?.Enabled ?? true,
            moved?.Respawns ?? 0,
            set is null ? BundleCredentials.None : new BundleCredentials { Version = set.Version, Revoked = set.Revoked, Values = opened },
            opened.ContainsValue(null) ? BundleErrors.SecretUnreadable : null);
    }

    private sealed record Opened(BundleRow Row, BundleStanding Standing, BundleConfig Config);

    private sealed record Stood(BundleSwitchRow? Switch, BundleCredentialSetRow? Set, BundleCredentialRow[] Values, BundleStanding Standing)
    {
        public bool IsOf(BundleSwitchRow? moved, BundleCredentialSetRow? set, BundleCredentialRow[] values) =>
            Standing.Error is null && Switch == moved && Set == set && Values.Length == values.Length
            && Values.Zip(values).All(pair => pair.First == pair.Second with { Sealed = pair.First.Sealed } && pair.First.Sealed.AsSpan().SequenceEqual(pair.Second.Sealed));
    }
}
