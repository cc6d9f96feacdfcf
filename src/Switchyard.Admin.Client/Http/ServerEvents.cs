using System.Runtime.CompilerServices;

namespace Switchyard.Admin.Client.Http;

/// <summary>Reads server-sent events (HTML, §9.2.6).</summary>
internal static class ServerEvents
{
    /// <summary>The frames of a stream until it ends; half a frame at its end is none.</summary>
    public static async IAsyncEnumerable<ServerEvent> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
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
                    yield return new ServerEvent(null, null, null);
                    break;
                default:
                    if (line.Length == 0 && (id ?? data) is not null)
                    {
                        yield return new ServerEvent(id, name, data);
                        (id, name, data) = (null, null, null);
                    }

                    break;
            }
        }
    }

    /// <summary>Name and value of a line; a comment has an empty name.</summary>
    private static (string Name, string Value) Field(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..] is [' ', .. var rest] ? rest : line[(colon + 1)..]);
    }
}
