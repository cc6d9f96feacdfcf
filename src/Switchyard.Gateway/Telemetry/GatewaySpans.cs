using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;

namespace Switchyard.Gateway.Telemetry;

/// <summary>The spans of a request, named by the GenAI conventions of OpenTelemetry. Without a listener each costs one comparison.</summary>
internal static class GatewaySpans
{
    /// <summary>Begins the span of an interception; it belongs to the client's trace if the client sent one.</summary>
    public static Activity? StartInterception(GatewayInstruments instruments, Exchange exchange, BridgeFormat format, string provider, string model, bool stream)
    {
        if (!instruments.Source.HasListeners())
        {
            return null;
        }

        var span = instruments.Source.CreateActivity("chat " + model, ActivityKind.Server, ParentOf(exchange.Context.Request.Headers));
        span?.SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", provider)
            .SetTag("gen_ai.request.model", model)
            .SetTag("gen_ai.request.stream", stream)
            .SetTag("switchyard.format", format.ToString())
            .SetTag("switchyard.request_id", exchange.IdText)
            .SetTag("switchyard.revision", exchange.Snapshot.Revision)
            .Start();
        return span;
    }

    /// <summary>Begins the span of one attempt.</summary>
    public static Activity? StartAttempt(GatewayInstruments instruments, string endpoint, string provider, int number)
    {
        if (!instruments.Source.HasListeners())
        {
            return null;
        }

        return instruments.Source.StartActivity("attempt " + endpoint, ActivityKind.Client)
            ?.SetTag("gen_ai.provider.name", provider)
            .SetTag("switchyard.attempt", number);
    }

    /// <summary>Begins the span of journalling the start.</summary>
    public static Activity? StartRecording(GatewayInstruments instruments) => instruments.Source.HasListeners() ? instruments.Source.StartActivity("record") : null;

    /// <summary>Ends the span of an interception with what is known then.</summary>
    public static void End(Activity? span, int status, string? error, IMeteredAnswer? meter)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("http.response.status_code", status);
        if (meter is not null)
        {
            span.SetTag("gen_ai.response.id", meter.ResponseId)
                .SetTag("gen_ai.usage.input_tokens", meter.Usage.Input + meter.Usage.CacheRead + meter.Usage.CacheWrite + meter.Usage.CacheWriteHour)
                .SetTag("gen_ai.usage.output_tokens", meter.Usage.Output);
            foreach (var call in meter.ToolCalls)
            {
                span.AddEvent(new ActivityEvent("gen_ai.tool.call", tags: new ActivityTagsCollection { ["gen_ai.tool.name"] = call.Name, ["gen_ai.tool.call.id"] = call.Id }));
            }
        }

        if (error is not null)
        {
            span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error, error);
        }

        span.Dispose();
    }

    private static ActivityContext ParentOf(IHeaderDictionary headers) =>
        ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var parent) ? parent : default;
}
