using System.Globalization;
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
    public async IAsyncEnumerable<TailItem> TailAsync(long? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await _connection.OpenAsync($"{ApiPaths.Root}/events/stream", "text/event-stream", after?.ToString(CultureInfo.InvariantCulture), cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var (id, name, data) = (default(string), default(string), default(string));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            switch (Field(line))
            {
                case ("id", var value):
                    id = value;
                    break;
                case ("event", var value):
                    name = value;
                    break;
                case ("data", var value):
                    data = data is null ? value : $"{data}\n{value}";
                    break;
                case ("", _) when line.Length > 0:
                    yield return new TailItem(null, null, null);
                    break;
                default:
                    if (line.Length == 0 && (id ?? data) is not null)
                    {
                        yield return Item(id, name, data);
                        (id, name, data) = (null, null, null);
                    }

                    break;
            }
        }
    }

    private static TailItem Item(string? id, string? name, string? data)
    {
        var version = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : (long?)null;
        return data is null
            ? new TailItem(version, null, null)
            : name == "gap"
            ? new TailItem(version, null, JsonSerializer.Deserialize(data, EventJson.Default.EventGap))
            : new TailItem(version, JsonSerializer.Deserialize(data, EventJson.Default.HubEvent), null);
    }

    /// <summary>Name and value of a line of server-sent events (HTML, §9.2.6); a comment has an empty name.</summary>
    private static (string Name, string Value) Field(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..] is [' ', .. var rest] ? rest : line[(colon + 1)..]);
    }
}
