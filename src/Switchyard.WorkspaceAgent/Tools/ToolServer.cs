using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Switchyard.WorkspaceAgent.Dialling;
using Switchyard.WorkspaceAgent.Identity;
using Switchyard.WorkspaceAgent.Tree;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>What the MCP server of the agent answers. Whatever goes wrong in a tool is a result that the model reads, without anything of the program in it.</summary>
internal sealed partial class ToolServer(IEnumerable<ITool> tools, RunningCalls calls, ILogger<ToolServer> logger)
{
    private const string Cancelled = "notifications/cancelled";

    private readonly ILogger _logger = logger;
    private readonly SortedList<string, ITool> _tools = new(tools.ToDictionary(static tool => tool.Description.Name, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Puts its handlers into the SDK's options.</summary>
    public void AddTo(McpServerOptions options)
    {
        options.ServerInfo = new Implementation { Name = "switchyard-agent", Version = AgentRun.Version };
        options.Capabilities = new ServerCapabilities { Tools = new ToolsCapability { ListChanged = false } };

        // The scope of the request has its session.
        options.ScopeRequests = false;
        options.Handlers.ListToolsHandler = (_, _) => new(new ListToolsResult { Tools = [.. _tools.Values.Select(static tool => tool.Description)] });
        options.Handlers.CallToolHandler = async (context, cancellationToken) => await CallAsync(context, cancellationToken);
        options.Filters.Message.IncomingFilters.Add(next => async (context, cancellationToken) =>
        {
            if (context.JsonRpcMessage is JsonRpcNotification { Method: Cancelled } notification && RequestOf(notification) is { } id)
            {
                calls.Cancel(SessionOf(context.Services), id);
            }

            await next(context, cancellationToken);
        });
    }

    private static DialSession SessionOf(IServiceProvider? services) => services!.GetRequiredService<CurrentDial>().Session;

    private static RequestId? RequestOf(JsonRpcNotification notification) => notification.Params?["requestId"]?.AsValue() switch
    {
        { } value when value.TryGetValue<string>(out var text) => new RequestId(text),
        { } value when value.TryGetValue<long>(out var number) => new RequestId(number),
        _ => null,
    };

    private async Task<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
        if (!_tools.TryGetValue(context.Params!.Name, out var tool))
        {
            throw new McpProtocolException($"There is no tool '{context.Params.Name}'. There are {string.Join(", ", _tools.Keys)}.", McpErrorCode.InvalidParams);
        }

        using var call = calls.Begin(SessionOf(context.Services), context.JsonRpcRequest.Id, cancellationToken);
        if (call is null)
        {
            return Answers.Error($"The agent is busy: {RunningCalls.Most} calls are in flight. Try again when some have ended.");
        }

        try
        {
            call.Token.ThrowIfCancellationRequested();
            return await tool.CallAsync(new ToolArguments(context.Params.Arguments), call.Token);
        }
        catch (Exception failure) when (failure is ToolException or TreeException)
        {
            return Answers.Error(failure.Message);
        }
        catch (OperationCanceledException) when (call.Token.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Answers.Error(calls.IsStopping ? "The call was ended: the agent stops." : "The call was cancelled.");
        }
        catch (ObjectDisposedException) when (calls.IsStopping)
        {
            return Answers.Error("The call was ended: the agent stops.");
        }
        catch (Exception failure)
        {
            // Not foreseen; whoever runs the agent finds it in the log, the model need not read it.
            LogUnexpected(failure, tool.Description.Name);
            return Answers.Error("The tool failed for a reason that was not foreseen; the agent's log has it.");
        }
    }

    [LoggerMessage(11040, LogLevel.Error, "The tool {Tool} failed for a reason that was not foreseen")]
    private partial void LogUnexpected(Exception exception, string tool);
}
