using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;
using Switchyard.Admin.Client.Problems;

namespace Switchyard.Admin.Client.Chats;

/// <summary>
/// A typed client of chats, which are on the data plane and open to an access key. A refusal is a <see cref="SwitchyardApiException"/>; an unreachable server is an <see cref="HttpRequestException"/>. Thread-safe.
/// </summary>
public sealed class ChatsClient : IDisposable
{
    private const string Root = $"{ApiPaths.Root}/chats";
    private readonly HttpClient _http;
    private readonly ApiConnection _connection;

    /// <summary>Makes a client on <paramref name="http"/>, which has the data plane's base address and an access key; the client disposes it.</summary>
    public ChatsClient(HttpClient http) => (_http, _connection) = (http, new ApiConnection(http));

    /// <summary>Makes a client for the data plane at <paramref name="address"/> (scheme, host and port) with an <paramref name="accessKey"/>.</summary>
    public static ChatsClient Connect(Uri address, string accessKey)
    {
        // The time is that until a stream begins; what streams has its own signs of life.
        var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessKey);
        return new ChatsClient(http);
    }

    /// <summary>A part of the user's chats, the one that was changed last first; only those of <paramref name="workspaceId"/> when it is given.</summary>
    public Task<Page<Chat>> ListAsync(Guid? workspaceId = null, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) => _connection.GetAsync(
        ApiPaths.WithQuery(Root, ("workspaceId", workspaceId?.ToString("D")), ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), ChatJson.Default.PageChat, cancellationToken);

    /// <summary>One chat.</summary>
    public Task<Chat> GetAsync(Guid id, CancellationToken cancellationToken = default) => _connection.GetAsync(PathOf(id), ChatJson.Default.Chat, cancellationToken);

    /// <summary>Makes a chat.</summary>
    public Task<Chat> CreateAsync(NewChat chat, CancellationToken cancellationToken = default) =>
        _connection.PostAsync(Root, JsonSerializer.SerializeToUtf8Bytes(chat, ChatJson.Default.NewChat), ChatJson.Default.Chat, cancellationToken);

    /// <summary>Changes the named fields. A workspace or an agent that is named is chosen anew: build and agent become null.</summary>
    public Task<Chat> UpdateAsync(Guid id, ChatPatch patch, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(HttpMethod.Patch, PathOf(id), Body(patch), ChatJson.Default.Chat, cancellationToken);

    /// <summary>Deletes a chat with all that was said in it.</summary>
    public Task DeleteAsync(Guid id, CancellationToken cancellationToken = default) => _connection.SendAsync(HttpMethod.Delete, PathOf(id), cancellationToken);

    /// <summary>A part of the messages of a chat, in order.</summary>
    public Task<Page<ChatMessage>> ListMessagesAsync(Guid id, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) => _connection.GetAsync(
        ApiPaths.WithQuery($"{PathOf(id)}/messages", ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), ChatJson.Default.PageChatMessage, cancellationToken);

    /// <summary>Says something in a chat, and follows the turn that answers. Whoever stops following does not stop the turn.</summary>
    /// <exception cref="IOException">The connection broke; the turn goes on.</exception>
    public async IAsyncEnumerable<ChatEvent> SendAsync(Guid id, string content, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["content"] = content }.ToJsonString());
        using var response = await _connection.OpenAsync(HttpMethod.Post, $"{PathOf(id)}/messages", body, null, cancellationToken);
        await foreach (var happened in EventsAsync(response, cancellationToken))
        {
            yield return happened;
        }
    }

    /// <summary>Follows the turn that runs, or ran a moment ago, on whichever node, from the event after <paramref name="lastEventId"/>; from its begin without one.</summary>
    /// <exception cref="SwitchyardApiException">409 <c>no_turn</c>: nobody has its events.</exception>
    /// <exception cref="IOException">The connection broke; the turn goes on.</exception>
    public async IAsyncEnumerable<ChatEvent> WatchAsync(Guid id, string? lastEventId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await _connection.OpenAsync(HttpMethod.Get, $"{PathOf(id)}/events", null, lastEventId, cancellationToken);
        await foreach (var happened in EventsAsync(response, cancellationToken))
        {
            yield return happened;
        }
    }

    /// <summary>Asks for the end of the turn that runs; what it had stays.</summary>
    public Task CancelAsync(Guid id, CancellationToken cancellationToken = default) => _connection.SendAsync(HttpMethod.Post, $"{PathOf(id)}/cancel", cancellationToken);

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _http.Dispose();

    private static async IAsyncEnumerable<ChatEvent> EventsAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var frame in ServerEvents.ReadAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken))
        {
            if (frame.Data is not null)
            {
                yield return new ChatEvent(frame.Name ?? "message", frame.Id, JsonElement.Parse(frame.Data));
            }
        }
    }

    private static byte[] Body(ChatPatch patch)
    {
        var body = new JsonObject();
        if (patch.Title is not null)
        {
            body["title"] = patch.Title;
        }

        if (patch.Model is not null)
        {
            body["model"] = patch.Model;
        }

        if (patch.WorkspaceId is not null || patch.Unbind)
        {
            body["workspaceId"] = patch.WorkspaceId?.ToString("D");
        }

        if (patch.Agent is not null)
        {
            body["agent"] = patch.Agent.Length == 0 ? null : patch.Agent;
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private static string PathOf(Guid id) => $"{Root}/{id:D}";
}
