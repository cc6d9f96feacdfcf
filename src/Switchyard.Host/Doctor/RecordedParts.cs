using System.Text.Json;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Sql;

namespace Switchyard.Host.Doctor;

/// <summary>What the database names that this machine needs: hosts of enabled providers, programs of bundles.</summary>
/// <param name="Providers">Name and base URL.</param>
/// <param name="Bundles">Workspace and name, command, working directory.</param>
internal sealed record RecordedParts(IReadOnlyList<(string Name, string BaseUrl)> Providers, IReadOnlyList<(string Name, string Command, string? WorkingDirectory)> Bundles)
{
    public static RecordedParts None { get; } = new([], []);

    public static async Task<RecordedParts> ReadAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var providers = await ProviderTable.ListAsync(session, cancellationToken);
        var bundles = await BundleTable.ListAsync(session, cancellationToken);
        return new RecordedParts([.. providers.Where(static row => row.Enabled).Select(static row => (row.Name, row.BaseUrl))], [.. bundles.SelectMany(CommandOf)]);
    }

    private static IEnumerable<(string Name, string Command, string? WorkingDirectory)> CommandOf(BundleRow row)
    {
        using var definition = JsonDocument.Parse(row.DefinitionJson);
        if (definition.RootElement.TryGetProperty("command", out var command) && command.GetString() is { } program)
        {
            yield return ($"{row.Workspace}/{row.Name}", program, definition.RootElement.TryGetProperty("cwd", out var directory) ? directory.GetString() : null);
        }
    }
}
