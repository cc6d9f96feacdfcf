using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace Switchyard.Agents.Tests.Rig;

/// <summary>A user of chats, over HTTP.</summary>
internal sealed class ChatClient(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    public async Task<JsonNode> CreateAsync(object body) => await JsonAsync(await http.PostAsJsonAsync("/api/v1/chats", body, World.Ending));

    public async Task<JsonNode> GetAsync(string path) => await JsonAsync(await http.GetAsync("/api/v1/chats" + path, World.Ending));

    public async Task<JsonNode> PatchAsync(Guid id, object body) => await JsonAsync(await http.PatchAsJsonAsync($"/api/v1/chats/{id:D}", body, World.Ending));

    /// <summary>Sends a message and reads the turn to its end.</summary>
    public async Task<Turn> SendAsync(Guid id, string content)
    {
        var turn = new Turn();
        await foreach (var happened in StreamAsync(id, content))
        {
            turn.Events.Add(happened);
        }

        return turn;
    }

    /// <summary>Sends a message and streams the turn.</summary>
    public async IAsyncEnumerable<(string Id, string Kind, JsonNode Data)> StreamAsync(Guid id, string content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/chats/{id:D}/messages") { Content = JsonContent.Create(new { content }) };
        await foreach (var happened in ReadAsync(request))
        {
            yield return happened;
        }
    }

    /// <summary>Watches the turn that runs.</summary>
    public async IAsyncEnumerable<(string Id, string Kind, JsonNode Data)> WatchAsync(Guid id, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/chats/{id:D}/events");
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        await foreach (var happened in ReadAsync(request))
        {
            yield return happened;
        }
    }

    public void Dispose() => http.Dispose();

    public static async Task<JsonNode> JsonAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(World.Ending);
            response.IsSuccessStatusCode.ShouldBeTrue(text);
            return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
        }
    }

    private async IAsyncEnumerable<(string Id, string Kind, JsonNode Data)> ReadAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, World.Ending);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(World.Ending)}");
        }

        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(World.Ending));
        await foreach (var item in parser.EnumerateAsync(World.Ending))
        {
            yield return (parser.LastEventId, item.EventType, JsonNode.Parse(item.Data)!);
        }
    }

    /// <summary>What a turn told.</summary>
    internal sealed class Turn
    {
        public List<(string Id, string Kind, JsonNode Data)> Events { get; } = [];

        public string Text => string.Concat(Events.Where(static happened => happened.Kind == "text.delta").Select(static happened => (string)happened.Data["text"]!));

        public (string Kind, JsonNode Data) Last => (Events[^1].Kind, Events[^1].Data);

        public string? Error => (string?)Events[^1].Data["code"];

        public IReadOnlyList<string> Kinds => [.. Events.Select(static happened => happened.Kind)];
    }
}
