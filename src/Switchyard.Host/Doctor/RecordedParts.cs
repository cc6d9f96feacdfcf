using System.Text.Json;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Sql;

namespace Switchyard.Host.Doctor;

/// <summary>What the database names that this machine needs: hosts of enabled providers, programs of bundles.</summary>
/// <param name="Providers">Name and base URL.</param>
/// <param name="Bundles">Those that run.</param>
/// <param name="Stopped">Workspace and name of the bundles that were stopped, wherever they are defined.</param>
internal sealed record RecordedParts(IReadOnlyList<(string Name, string BaseUrl)> Providers, IReadOnlyList<BundleProgram> Bundles, IReadOnlySet<string> Stopped)
{
    public static RecordedParts None { get; } = new([], [], new HashSet<string>());

    public static async Task<RecordedParts> ReadAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var providers = await ProviderTable.ListAsync(session, cancellationToken);
        var bundles = await BundleTable.ListAsync(session, cancellationToken);
        var switches = await BundleSwitchTable.ListAsync(session, cancellationToken);
        var stopped = switches.Where(static row => !row.Enabled).Select(static row => $"{row.Workspace}/{row.Bundle}").ToHashSet(StringComparer.Ordinal);
        return new RecordedParts(
            [.. providers.Where(static row => row.Enabled).Select(static row => (row.Name, row.BaseUrl))],
            [.. bundles.SelectMany(ProgramOf).Where(program => !stopped.Contains(program.Name))],
            stopped);
    }

    private static IEnumerable<BundleProgram> ProgramOf(BundleRow row)
    {
        using var definition = JsonDocument.Parse(row.DefinitionJson);
        if (definition.RootElement.TryGetProperty("command", out var command) && command.GetString() is { } program)
        {
            var path = definition.RootElement.TryGetProperty("env", out var env) && env.ValueKind == JsonValueKind.Object && env.TryGetProperty("PATH", out var own) ? own.GetString() : null;
            yield return new BundleProgram($"{row.Workspace}/{row.Name}", program, definition.RootElement.TryGetProperty("cwd", out var directory) ? directory.GetString() : null, path);
        }
    }
}
