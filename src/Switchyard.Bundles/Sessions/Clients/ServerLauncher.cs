using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Archives;
using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Bundles.Processes;
using Switchyard.Bundles.Sessions.Transports;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Processes;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>Brings up servers: starts or connects, shakes hands, lists the tools. What fails on the way leaves nothing behind.</summary>
internal sealed partial class ServerLauncher(ProcessLauncher processes, RemoteSettings remote, IBearers bearers, TimeProvider time, ILogger<ServerLauncher> logger) : IServerLauncher
{
    private static readonly TimeSpan EndIsNear = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = logger;

    /// <inheritdoc />
    public async Task<ILiveServer> StartAsync(BundleConfig bundle, long generation, IServerObserver observer, CancellationToken cancellationToken)
    {
        var credentials = HandedCredentials.Of(bundle);
        var redactor = new Redactor(credentials.Select(static each => each.Value));
        var lines = new LineQuota(line => observer.Wrote(generation, line), time);
        using var limit = new CancellationTokenSource(bundle.Definition.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var step = ServerStep.Spawn;
        IServerTransport? transport = null;
        List<string> files = [];
        try
        {
            either.Token.ThrowIfCancellationRequested();
            transport = bundle.Definition.IsProcess ? await processes.SpawnAsync(bundle, credentials, files, lines, redactor, either.Token) : Remote(bundle, credentials, redactor);
            var notices = new ServerNotices(observer, generation, lines, redactor);
            var connection = new RpcConnection(transport, notices.Take, _logger);
            await transport.OpenAsync(connection, either.Token);
            _ = FollowAsync(connection, transport);
            step = ServerStep.Initialize;
            var agreed = await Handshake.RunAsync(connection, transport, bundle.Definition.Protocol, either.Token);
            step = ServerStep.List;
            return await LiveServer.BeginAsync(transport, connection, notices, agreed, time, _logger, either.Token);
        }
        catch (Exception failure)
        {
            var end = transport is null ? null : await EndAsync(transport, failure);
            if (transport is not null)
            {
                await transport.StopAsync(StopMode.Now);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var message = redactor.Redact(Explain(failure, step, end, bundle.Definition.StartTimeout));

            // A remote server is connected to by the first request.
            step = failure is ServerStartException known ? known.Step : failure is ServerLostException { WasWritten: false } && !bundle.Definition.IsProcess ? ServerStep.Spawn : step;
            throw new ServerStartException(step, message, transport?.LastLines ?? [], failure);
        }
        finally
        {
            files.ForEach(BundleDirectories.Remove);
        }
    }

    /// <summary>How the server ended by itself, or null. A write fails a moment before the end of the process is known, and it is the end that explains it.</summary>
    private async Task<ServerEnd?> EndAsync(IServerTransport transport, Exception failure)
    {
        if (failure is ServerLostException && transport is StdioTransport)
        {
            await ((Task)transport.Ended).WaitAsync(EndIsNear, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return transport.Ended.IsCompleted ? await transport.Ended : null;
    }

    private static async Task FollowAsync(RpcConnection connection, IServerTransport transport)
    {
        var end = await transport.Ended;
        connection.End(end.Message);
    }

    private IServerTransport Remote(BundleConfig bundle, IReadOnlyList<(CredentialField Field, Secret Value)> credentials, Redactor redactor)
    {
        var definition = bundle.Definition;
        var address = RemoteAddress.Of(definition, credentials.Where(static each => each.Field.Header is not null).Select(static each => KeyValuePair.Create(each.Field.Header!, each.Value)));
        var connections = new RemoteConnections(address, remote.Connect, definition.Limits.Line, bearers.Of(bundle) is { } bearer ? new RedactedBearer(bearer, redactor) : null);
        return definition.Type == BundleType.Sse
            ? new SseTransport(address, connections, definition.Limits.Line, _logger)
            : new HttpTransport(address, connections, definition.Limits.Line, time, _logger);
    }

    private string Explain(Exception failure, ServerStep step, ServerEnd? end, TimeSpan limit)
    {
        switch (failure)
        {
            case ServerStartException or ChildStartException or ToolListException or ArchiveException:
                return failure.Message;
            case ServerErrorException refusal:
                return $"The server refused {Doing(step)}: {refusal.Message} ({refusal.Code})";
            case OperationCanceledException:
                return $"The server was not ready within {limit.TotalSeconds} s; it did not get beyond {Doing(step)}.";
            case ServerLostException:
                return end?.Message ?? failure.Message;
            default:
                LogUnexpected(failure);
                return "The server could not be started: " + failure.Message;
        }
    }

    private static string Doing(ServerStep step) => step switch
    {
        ServerStep.Spawn => "the start",
        ServerStep.Initialize => "the handshake",
        _ => "the list of its tools",
    };

    [LoggerMessage(10206, LogLevel.Error, "A server could not be started, for a reason that was not foreseen")]
    private partial void LogUnexpected(Exception failure);
}
