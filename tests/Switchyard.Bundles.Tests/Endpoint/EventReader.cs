using System.Text.Json.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Reads server-sent events, comments and marks too.</summary>
internal sealed class EventReader(HttpResponseMessage response) : IDisposable
{
    private StreamReader? _reader;

    /// <summary>The next event: its data, its id; data is null for a comment. Null at the end.</summary>
    public async Task<(string? Data, string? Id)?> NextAsync()
    {
        _reader ??= new StreamReader(await response.Content.ReadAsStreamAsync(Patience.Token));
        string? data = null, id = null;
        var any = false;
        while (await _reader.ReadLineAsync(Patience.Token) is { } line)
        {
            if (line.Length == 0)
            {
                if (any)
                {
                    return (data, id);
                }

                continue;
            }

            any = true;
            data = line.StartsWith("data:", StringComparison.Ordinal) ? line["data:".Length..].TrimStart() : data;
            id = line.StartsWith("id:", StringComparison.Ordinal) ? line["id:".Length..].TrimStart() : id;
        }

        return null;
    }

    /// <summary>The next message; null at the end.</summary>
    public async Task<JsonObject?> MessageAsync()
    {
        while (await NextAsync() is { } next)
        {
            if (next.Data is { Length: > 0 } data)
            {
                return JsonNode.Parse(data)!.AsObject();
            }
        }

        return null;
    }

    public void Dispose() => response.Dispose();
}
