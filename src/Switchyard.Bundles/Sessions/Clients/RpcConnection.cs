using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Bundles.Sessions.Transports;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>
/// JSON-RPC 2.0 with one server: matches answers with requests, hands progress to its request and other notifications to their taker, and answers what the server asks. It takes nothing apart but envelopes: parameters and results pass
/// as they are.
/// </summary>
/// <param name="transport">The way to the server.</param>
/// <param name="onNotification">Takes the method and parameters of every notification but progress. Must neither block nor throw.</param>
/// <param name="logger">Log.</param>
internal sealed partial class RpcConnection(IServerTransport transport, Action<string, JsonObject?> onNotification, ILogger logger) : IMessageSink
{
    private const int MethodNotFound = -32601;

    private readonly ConcurrentDictionary<long, PendingRequest> _pending = new();
    private readonly ILogger _logger = logger;
    private long _lastId;
    private long _strays;
    private volatile string? _end;
    private volatile JsonObject? _meta;

    /// <summary>Answers to requests that nobody waits for (any more): unknown ids, second answers, answers that came after the request was given up.</summary>
    public long Strays => Interlocked.Read(ref _strays);

    /// <summary>Goes into the <c>_meta</c> of every request, or null.</summary>
    public JsonObject? Meta
    {
        get => _meta;
        set => _meta = value;
    }

    /// <summary>Sends a request and waits for its result. See <see cref="ILiveServer.RequestAsync"/>.</summary>
    public async Task<JsonNode?> RequestAsync(
        string method, JsonObject? parameters, Action<JsonObject>? progress, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var id = Interlocked.Increment(ref _lastId);
        var message = new OutgoingMessage(MessageWriter.Request(id, method, parameters, progress is not null, Meta)) { Id = id, Method = method, Headers = headers };
        var pending = _pending[id] = new PendingRequest(message, progress);
        if (_end is { } end)
        {
            pending.Lose(end);
        }

        try
        {
            var sending = transport.SendAsync(message, cancellationToken);
            if (await Task.WhenAny(pending.Answer, sending).WaitAsync(cancellationToken) == sending)
            {
                await sending;
            }
            else
            {
                Forget(sending);
            }

            return await pending.Answer.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (!message.TryAbandon() && !transport.CancelsByItself)
            {
                Notify("notifications/cancelled", new JsonObject { ["requestId"] = id, ["reason"] = "The caller has given up." });
            }

            throw;
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    /// <summary>Sends a notification and waits until it was handed over.</summary>
    public Task NotifyAsync(string method, JsonObject? parameters, CancellationToken cancellationToken) =>
        transport.SendAsync(new OutgoingMessage(MessageWriter.Notification(method, parameters, Meta)) { Method = method }, cancellationToken);

    /// <summary>The server has ended: so have all requests, and those to come.</summary>
    public void End(string reason)
    {
        _end = reason;
        foreach (var (_, pending) in _pending)
        {
            pending.Lose(reason);
        }
    }

    /// <inheritdoc />
    public bool Receive(JsonObject message)
    {
        try
        {
            return MessageParser.Text(message, "method") is { } method ? TakeCall(message, method) : TakeAnswer(message);
        }
        catch (ArgumentException)
        {
            // A member that is there twice: the object can not be taken apart.
            return false;
        }
    }

    private bool TakeCall(JsonObject message, string method)
    {
        if (message.ContainsKey("id"))
        {
            // A stateless server asks nothing, and must not be answered.
            if (Meta is null)
            {
                Answer(method, message["id"]);
            }
        }
        else if (method == "notifications/progress")
        {
            Advance(MessageParser.Take(message, "params") as JsonObject);
        }
        else
        {
            onNotification(method, MessageParser.Take(message, "params") as JsonObject);
        }

        return true;
    }

    private bool TakeAnswer(JsonObject message)
    {
        if (!message.ContainsKey("result") && !message.ContainsKey("error"))
        {
            return false;
        }

        if (MessageParser.Number(message, "id") is not { } id || !_pending.TryRemove(id, out var pending))
        {
            Interlocked.Increment(ref _strays);
        }
        else if (message["error"] is JsonObject error)
        {
            pending.Fail(RemoteConnections.ErrorOf(error));
        }
        else if (message["result"] is JsonObject result && !MessageParser.IsWhole(result))
        {
            // It is an answer all the same: who waits for it must not wait on.
            pending.Fail(RemoteConnections.Unreadable());
        }
        else
        {
            pending.Succeed(MessageParser.Take(message, "result"));
        }

        return true;
    }

    private void Advance(JsonObject? parameters)
    {
        if (parameters is null || MessageParser.Number(parameters, "progressToken") is not { } token || !_pending.TryGetValue(token, out var pending) || pending.Progress is not { } progress)
        {
            return;
        }

        parameters.Remove("progressToken");
        try
        {
            progress(parameters);
        }
        catch (Exception failure)
        {
            // It is the caller's code; the server and the other requests have nothing to do with it.
            LogProgressFailed(failure);
        }
    }

    /// <summary>The gateway offers nothing to servers but to be there; whatever else they ask is refused at once, so that the call they ask it for goes on.</summary>
    private void Answer(string method, JsonNode? id) =>
        Send(new OutgoingMessage(method == "ping" ? MessageWriter.Answer(id) : MessageWriter.Refusal(id, MethodNotFound, $"'{method}' is not offered by this client.")));

    private void Notify(string method, JsonObject parameters) => Send(new OutgoingMessage(MessageWriter.Notification(method, parameters, Meta)) { Method = method });

    private void Send(OutgoingMessage message) => Forget(SendOrNotAsync(message));

    private async Task SendOrNotAsync(OutgoingMessage message)
    {
        try
        {
            await transport.SendAsync(message, CancellationToken.None);
        }
        catch (Exception failure) when (failure is ServerLostException or ServerErrorException)
        {
            // A server that does not take answers does without them.
            LogNotSent(failure.Message);
        }
    }

    private static void Forget(Task sending) => _ = sending.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    [LoggerMessage(10203, LogLevel.Error, "Progress of a request could not be handed on")]
    private partial void LogProgressFailed(Exception failure);

    [LoggerMessage(10204, LogLevel.Debug, "A message to a server was not sent: {Reason}")]
    private partial void LogNotSent(string reason);
}
