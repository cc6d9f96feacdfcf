using Switchyard.Admin.Problems;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Providers;

/// <summary>Tries the keys of a provider as the database has it now, one cheap call each. Nothing is recorded and nobody's health changes.</summary>
internal sealed class ProviderTests(Database database, ProviderStore store, FileProviders files, ProviderSecrets secrets, IProviderProbe probe)
{
    public async Task<ProviderTestView> RunAsync(string idOrName, CancellationToken cancellationToken)
    {
        var provider = await database.ReadAsync((session, token) => FindAsync(session, idOrName, token), cancellationToken);
        var masks = provider.Keys.ToDictionary(key => key.Id, key => key.Masked);
        var results = await probe.ProbeAsync(provider, cancellationToken);
        return new ProviderTestView(
            results.Count > 0 && results.All(result => result.Ok),
            [
                .. results.Select(result => new ProviderTestResultView(
                    result.KeyId,
                    result.Label,
                    result.KeyId is { } id ? masks.GetValueOrDefault(id) : null,
                    result.Ok,
                    result.Status,
                    Math.Round(result.Latency.TotalMilliseconds, 1),
                    result.Error)),
            ]);
    }

    private async Task<ProviderConfig> FindAsync(SqlSession session, string idOrName, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(session, idOrName, cancellationToken) is not { } record)
        {
            return files.Find(idOrName) ?? throw new ProblemException(Problem.NotFound("provider", idOrName));
        }

        return new ProviderConfig
        {
            Id = record.Row.Id,
            Name = record.Row.Name,
            Type = record.Type,
            DisplayName = record.Row.DisplayName,
            BaseUrl = record.Row.BaseUrl,
            Enabled = record.Row.Enabled,
            AllowByok = record.Row.AllowByok,
            Settings = secrets.OpenSettings(record, out _),
            Keys = [.. record.Keys.Select(key => ProviderEdit.ToConfig(key, secrets))],
            Origin = Origin.Database,
            Version = record.Row.Version,
        };
    }
}
