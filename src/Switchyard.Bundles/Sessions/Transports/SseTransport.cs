using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Processes;

namespace Switchyard.Bundles.Sessions.Transports;

/// <summary>HTTP with server-sent events (protocol 2024-11-05): one stream brings everything the server says and names the address that takes what is said to it. The end of the stream is the end of the server.</summary>
internal sealed partial class SseTransport(RemoteAddress address, RemoteConnections connections, int longest, ILogger logger) : IServerTransport
{
    private readonly RemoteLife _life = new();
    private readonly ILogger _logger = logger;
    private Uri? _endpoint;
    private Task _reading = Task.CompletedTask;
    private int _stopped;

    /// <inheritdoc />
    public Task<ServerEnd> Ended => _life.Ended;

    /// <inheritdoc />
    public bool HearsServer => true;

    /// <inheritdoc />
    public bool CancelsByItself => false;

    /// <inheritdoc />
    public IReadOnlyList<string> LastLines => [];

    /// <inheritdoc />
    public async Task OpenAsync(IMessageSink sink, CancellationToken cancellationToken)
    {
        var (response, events) = await ConnectAsync(cancellationToken);
        _reading = ReadAsync(sink, response, events);
    }

    /// <inheritdoc />
    public void Agree(ProtocolVersion version)
    {
        // This transport says it nowhere.
    }

    /// <inheritdoc />
    public Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        _life.RunAsync(
            async token =>
            {
                await PostAsync(message, token);
                return true;
            },
            () => message.HasBegun,
            cancellationToken);

    /// <inheritdoc />
    public async ValueTask StopAsync(StopMode mode)
    {
        _life.End(ServerEndCause.Stopped, "It was stopped.");
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            await _reading;
            connections.Dispose();
        }
    }

    private async Task<(HttpResponseMessage Response, EventReader Events)> ConnectAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address.Url);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        var response = await connections.SendAsync(request, cancellationToken);
        EventReader? events = null;
        try
        {
            if (!response.IsSuccessStatusCode)
            {
                throw await RemoteConnections.ErrorAsync(response, cancellationToken);
            }

            events = new EventReader(await response.Content.ReadAsStreamAsync(cancellationToken), longest);
            _endpoint = await EndpointAsync(events, cancellationToken);
            return (response, events);
        }
        catch
        {
            events?.Dispose();
            response.Dispose();
            throw;
        }
    }

    private async Task PostAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (!message.TryBegin())
        {
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = RemoteConnections.Content(message) };
        using var response = await connections.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await RemoteConnections.ErrorAsync(response, cancellationToken);
        }
    }

    private async Task<Uri> EndpointAsync(EventReader events, CancellationToken cancellationToken)
    {
        try
        {
            while (await events.NextAsync(cancellationToken) is { } each)
            {
                if (each.Type == "endpoint")
                {
                    return Uri.TryCreate(address.Url, System.Text.Encoding.UTF8.GetString(each.Data), out var endpoint) && address.IsSameOrigin(endpoint)
                        ? endpoint
                        : throw new ServerLostException("The server wants its messages sent to another origin, which is refused.", wasWritten: false);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or LineTooLongException or HttpRequestException)
        {
            throw new ServerLostException("The server's stream of events broke off.", wasWritten: false, failure);
        }

        throw new ServerLostException("The server ended its stream of events at once.", wasWritten: false);
    }

    private async Task ReadAsync(IMessageSink sink, HttpResponseMessage response, EventReader events)
    {
        try
        {
            while (await events.NextAsync(_life.Over) is { } each)
            {
                if (each.Type == "message" && MessageParser.Parse(each.Data) is { } messages)
                {
                    foreach (var message in messages)
                    {
                        sink.Receive(message);
                    }
                }
            }

            _life.End(ServerEndCause.Lost, "The server ended its stream of events.");
        }
        catch (OperationCanceledException) when (_life.Over.IsCancellationRequested)
        {
            // It was stopped.
        }
        catch (LineTooLongException tooLong)
        {
            _life.End(ServerEndCause.Misbehaved, tooLong.Message);
        }
        catch (Exception failure)
        {
            // Whatever it is, the stream is lost, and so is the server.
            LogStreamFailed(failure);
            _life.End(ServerEndCause.Lost, "The server's stream of events broke off.");
        }
        finally
        {
            events.Dispose();
            response.Dispose();
        }
    }

    [LoggerMessage(10202, LogLevel.Debug, "The stream of events of a remote server failed")]
    private partial void LogStreamFailed(Exception failure);
}
