using System.Runtime.CompilerServices;
using System.Text.Json;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Problems;

namespace Switchyard.Admin.Client.Events;

/// <summary>Follows the hub's events.</summary>
public sealed class EventsClient
{
    private readonly ApiConnection _connection;

    internal EventsClient(ApiConnection connection) => _connection = connection;

    /// <summary>
    /// Follows the events after <paramref name="after"/> (null: from now on) over one connection, until it ends: by the node's own stop the sequence ends, by a break it throws.
    /// Signs of life come every ten seconds; whoever hears nothing for longer should give up and resume.
    /// </summary>
    /// <exception cref="HttpRequestException">The node can not be reached or went away.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="SwitchyardApiException">The node refused.</exception>
    public async IAsyncEnumerable<TailItem> TailAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await _connection.OpenAsync(HttpMethod.Get, $"{ApiPaths.Root}/events/stream", null, after, cancellationToken);
        await foreach (var frame in ServerEvents.ReadAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken))
        {
            yield return frame switch
            {
                { Data: null } => new TailItem(frame.Id, null, null),
                { Name: "gap" } => new TailItem(frame.Id, null, JsonSerializer.Deserialize(frame.Data, EventJson.Default.EventGap)),
                _ => new TailItem(frame.Id, JsonSerializer.Deserialize(frame.Data, EventJson.Default.HubEvent), null),
            };
        }
    }
}
