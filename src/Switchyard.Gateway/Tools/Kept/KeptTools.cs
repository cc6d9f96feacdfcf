using System.Text;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Time;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;
using Switchyard.Gateway.Tools.Injection;
using Switchyard.Model.Tools;

namespace Switchyard.Gateway.Tools.Kept;

/// <summary>
/// Keeps what the client does not see of a turn that it has to answer itself, and puts it back when the client does. Whatever goes wrong here costs the model what its tools said, and nothing else: without it the
/// client's request is valid as it is.
/// </summary>
internal sealed partial class KeptTools(IKeptTools store, MonotonicClock clock, ILogger<KeptTools> logger)
{
    // Turns of a history that are looked for, newest first. A history of more turns than that within an hour has other worries.
    private const int MostKeys = 256;

    /// <summary>Keeps the calls and results of a turn.</summary>
    public async Task KeepAsync(Exchange exchange, ToolConversation conversation, IToolTurn turn, IReadOnlyList<CallAnswer> answers)
    {
        if (turn.ClientCalls[0].Length > 0)
        {
            await PutAsync(exchange, CallKey(conversation.Plan.Request.Format, turn.ClientCalls[0]), KeptTurn.Of(conversation, turn, answers).ToJson(), conversation.Plan.Settings.KeepResults);
        }
    }

    /// <summary>Remembers that the response which the client knows by <paramref name="known"/> is <paramref name="last"/> for the upstream.</summary>
    public Task RememberAsync(Exchange exchange, ToolSettings settings, string known, string last) =>
        PutAsync(exchange, ResponseKey(known), Encoding.UTF8.GetBytes(last), settings.KeepResponseIds);

    /// <summary>The body with everything put back that is kept for it; the body itself when that is nothing.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> RestoreAsync(Exchange exchange, ToolRequest request)
    {
        var places = KeptPlaces.Of(request);
        var before = request.Format == BridgeFormat.Responses ? request.Members.TextOf(request.Body.Span, "previous_response_id") : null;
        List<string> keys = [.. places.Keys.TakeLast(MostKeys).Select(id => CallKey(request.Format, id))];
        if (before is not null)
        {
            keys.Add(ResponseKey(before));
        }

        if (keys.Count == 0)
        {
            return request.Body;
        }

        try
        {
            var found = await store.FindAsync(exchange.Actor!.Key.UserId, keys, clock.Provider.GetUtcNow(), exchange.Call.Token);
            var body = places.Restore(id => found.TryGetValue(CallKey(request.Format, id), out var kept) ? KeptTurn.Read(kept) : null);
            return before is not null && found.TryGetValue(ResponseKey(before), out var last) ? WithPrevious(body, Encoding.UTF8.GetString(last.Span)) : body;
        }
        catch (Exception error) when (!exchange.Call.Token.IsCancellationRequested)
        {
            // Whatever the database says: the request is valid without it.
            LogNotFound(exchange.IdText, error);
            return request.Body;
        }
    }

    private static ReadOnlyMemory<byte> WithPrevious(ReadOnlyMemory<byte> body, string id)
    {
        var patch = new JsonPatch();
        patch.Replace(JsonMember.Of(body.Span).ValueOf("previous_response_id")!.Value, JsonText.ToToken(id));
        return patch.Apply(body.Span);
    }

    // Calls of one format can not be put back into another.
    private static string CallKey(BridgeFormat format, string id) => $"{(int)format}:{id}";

    private static string ResponseKey(string id) => "response:" + id;

    private async Task PutAsync(Exchange exchange, string key, ReadOnlyMemory<byte> content, TimeSpan time)
    {
        try
        {
            await store.PutAsync(exchange.Actor!.Key.UserId, key, content, clock.Provider.GetUtcNow() + time, exchange.Call.Token);
        }
        catch (Exception error)
        {
            // The client gets its turn all the same, and the next request is what the client sends.
            LogNotKept(exchange.IdText, error);
        }
    }

    [LoggerMessage(EventId = 4603, Level = LogLevel.Warning, Message = "Request {RequestId}: the results of its tools could not be kept")]
    private partial void LogNotKept(string requestId, Exception error);

    [LoggerMessage(EventId = 4604, Level = LogLevel.Warning, Message = "Request {RequestId}: what is kept for it could not be looked up")]
    private partial void LogNotFound(string requestId, Exception error);
}
