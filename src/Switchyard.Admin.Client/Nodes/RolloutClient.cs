using System.Globalization;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Rollout;

namespace Switchyard.Admin.Client.Nodes;

/// <summary>Tells how far revisions have come.</summary>
public sealed class RolloutClient
{
    private readonly ApiConnection _connection;

    internal RolloutClient(ApiConnection connection) => _connection = connection;

    /// <summary>The state of <paramref name="revision"/> (null: the newest), after waiting up to <paramref name="wait"/> (at most 5 min) for it to be complete.</summary>
    public Task<RolloutState> GetAsync(long? revision = null, TimeSpan? wait = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(
            ApiPaths.WithQuery(
                $"{ApiPaths.Root}/rollout",
                ("revision", revision?.ToString(CultureInfo.InvariantCulture)),
                ("wait", wait is { } limit ? string.Create(CultureInfo.InvariantCulture, $"{(long)limit.TotalMilliseconds}ms") : null)),
            WireJson.Default.RolloutState,
            cancellationToken);
}
