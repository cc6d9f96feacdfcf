using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Bundles.Endpoint.Methods;
using Switchyard.Bundles.Endpoint.Requests;
using Switchyard.Bundles.Telemetry;

namespace Switchyard.Bundles.Endpoint;

/// <summary>Refuses requests before anybody has read them, and counts that.</summary>
internal sealed partial class McpRefusals(BundleInstruments instruments, ILogger<McpRefusals> logger)
{
    public Task WriteAsync(HttpContext context, McpRefusal refusal)
    {
        instruments.Requested(MethodTable.Other, "refused");
        return RefusalWriter.WriteAsync(context, refusal);
    }

    /// <summary>Tells of a fault of ours: by an answer if there is none yet, else by cutting it off.</summary>
    public async Task FailAsync(HttpContext context, Exception fault)
    {
        LogFault(fault);
        instruments.Requested(MethodTable.Other, "error");
        if (context.Response.HasStarted)
        {
            context.Abort();
        }
        else
        {
            await RefusalWriter.WriteAsync(context, new McpRefusal(500, "internal_error", "The request failed inside of Switchyard."));
        }
    }

    [LoggerMessage(10302, LogLevel.Error, "A request to /mcp failed")]
    private partial void LogFault(Exception fault);
}
